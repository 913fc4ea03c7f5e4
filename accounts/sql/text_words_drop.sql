SELECT 'nothing to undo: broken indexes were dropped';
DROP INDEX CONCURRENTLY IF EXISTS public.accounts_historicalbillingaccount_text;
DROP INDEX CONCURRENTLY IF EXISTS public.accounts_historicalbillingaccount_reason;
DROP INDEX CONCURRENTLY IF EXISTS public.accounts_historicalinvoice_reason;
DROP INDEX CONCURRENTLY IF EXISTS public.accounts_historicalinvoiceline_reason;
SELECT 'nothing to undo: tables were analysed';
