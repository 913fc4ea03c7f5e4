-- Rules of accounts and invoices that must hold whatever writes to them.
SELECT 1;
