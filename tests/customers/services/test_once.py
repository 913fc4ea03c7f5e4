"""A form that is posted twice acts once."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from customers.models import UsedFormToken
from customers.services import once
from tests.factories import make_staff

TOKEN = "5b5a7f6e-0000-4000-8000-000000000001"


class TestKey:
    def test_same_post_same_key(self) -> None:
        one = once.key_of(token=TOKEN, posted={"a": ["1"], "b": ["2"]})
        other = once.key_of(token=TOKEN, posted={"b": ["2"], "a": ["1"], "owner": ["x"]})
        assert one == other

    def test_other_values_are_another_deed(self) -> None:
        assert once.key_of(token=TOKEN, posted={"a": ["1"]}) != once.key_of(
            token=TOKEN, posted={"a": ["2"]}
        )

    @pytest.mark.parametrize("token", ["", "no-uuid", "\x00", "5b5a7f6e", "é" * 40])
    def test_a_false_token_is_no_key(self, token: str) -> None:
        assert once.key_of(token=token, posted={}) is None


@pytest.mark.django_db
class TestClaim:
    def test_second_goes_where_the_first_went(self) -> None:
        staff, key = make_staff(), uuid.uuid4()
        assert once.claim(key=key, staff=staff) is None
        once.finish(key=key, result_url="/customers/100000/")
        assert once.claim(key=key, staff=staff) == "/customers/100000/"

    def test_without_a_key_every_post_is_new(self) -> None:
        staff = make_staff()
        assert once.claim(key=None, staff=staff) is None
        assert once.claim(key=None, staff=staff) is None

    def test_a_failed_deed_does_not_use_the_token(self) -> None:
        staff, key = make_staff(), uuid.uuid4()
        with pytest.raises(RuntimeError), transaction.atomic():
            once.claim(key=key, staff=staff)
            raise RuntimeError
        assert once.claim(key=key, staff=staff) is None


@pytest.mark.django_db(transaction=True)
def test_claim_needs_a_transaction() -> None:
    staff = make_staff()
    with pytest.raises(transaction.TransactionManagementError):
        once.claim(key=uuid.uuid4(), staff=staff)


@pytest.mark.django_db(transaction=True)
def test_eight_posts_at_once_act_once() -> None:
    staff, key = make_staff(), uuid.uuid4()

    def post(number: int) -> str | None:
        try:
            with transaction.atomic():
                earlier = once.claim(key=key, staff=staff)
                if earlier is None:
                    time.sleep(0.05)  # the others arrive while the work is being done
                    once.finish(key=key, result_url=f"/{number}/")
            return earlier
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(post, range(8)))
    assert results.count(None) == 1
    first = f"/{results.index(None)}/"
    assert {result for result in results if result is not None} == {first}
    assert UsedFormToken.objects.count() == 1
