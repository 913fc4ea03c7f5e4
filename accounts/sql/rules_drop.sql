DROP TRIGGER customer_invoices_settled ON public.customers_customer;
DROP FUNCTION public.accounts_customer_is_settled();
DROP TRIGGER customer_account_has_no_open_invoices ON public.customers_customer;
DROP FUNCTION public.accounts_customer_keeps_account();
DROP TRIGGER billingaccount_has_no_open_invoices ON public.accounts_billingaccount;
DROP FUNCTION public.accounts_account_is_settled();
DROP TRIGGER invoicepayment_is_on_invoice ON public.accounts_invoicepayment;
DROP TRIGGER invoice_paid_is_received_changed ON public.accounts_invoice;
DROP TRIGGER invoice_paid_is_received_new ON public.accounts_invoice;
DROP FUNCTION public.accounts_paid_is_received();
DROP TRIGGER invoiceline_released_when_credited ON public.accounts_invoiceline;
DROP TRIGGER invoice_is_whole_changed ON public.accounts_invoice;
DROP TRIGGER invoice_is_whole_new ON public.accounts_invoice;
DROP FUNCTION public.accounts_invoice_is_whole();
DROP FUNCTION public.accounts_totals(bigint, boolean);
DROP TRIGGER invoice_number_follows_changed ON public.accounts_invoice;
DROP TRIGGER invoice_number_follows_new ON public.accounts_invoice;
DROP FUNCTION public.accounts_numbers_follow();
DROP TRIGGER invoice_customer_active_changed ON public.accounts_invoice;
DROP TRIGGER invoice_customer_active_new ON public.accounts_invoice;
DROP FUNCTION public.accounts_invoices_go_to_active();
DROP FUNCTION public.accounts_may_be_invoiced(bigint[], bigint[]);
DROP TRIGGER invoiceline_fits_changed ON public.accounts_invoiceline;
DROP TRIGGER invoiceline_fits_new ON public.accounts_invoiceline;
DROP FUNCTION public.accounts_lines_fit();
DROP TRIGGER invoiceline_no_truncate ON public.accounts_invoiceline;
DROP TRIGGER invoiceline_issued_is_fixed ON public.accounts_invoiceline;
DROP FUNCTION public.accounts_line_is_fixed();
DROP TRIGGER invoice_issued_is_fixed ON public.accounts_invoice;
DROP FUNCTION public.accounts_invoice_is_fixed();
DROP FUNCTION public.accounts_is_merging();
DROP INDEX public.invoice_credited_once;
ALTER TABLE public.accounts_invoiceline DROP CONSTRAINT invoiceline_amount_is_product;
ALTER TABLE public.accounts_invoice
    DROP CONSTRAINT invoice_paid_believable,
    DROP CONSTRAINT invoice_status_as_paid,
    DROP CONSTRAINT invoice_number_of_series;
