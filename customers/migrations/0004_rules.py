"""Rules of the register that the database itself keeps."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"
REVERSE = """
DROP TRIGGER customer_number_fixed ON customers_customer;
DROP TRIGGER customer_number_never_reused ON customers_customer;
DROP TRIGGER former_number_is_former ON customers_formernumber;
DROP TRIGGER customer_employee_signed_off ON customers_customer;
DROP TRIGGER customer_erased_is_final ON customers_customer;
DROP FUNCTION customers_number_is_fixed, customers_number_is_fresh, customers_erased_is_final,
    customers_former_number_is_former, customers_employee_is_signed_off;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_search")]
    operations = [migrations.RunSQL((SQL / "rules.sql").read_text(), REVERSE)]
