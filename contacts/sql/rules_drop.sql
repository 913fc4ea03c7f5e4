DROP TRIGGER contactperson_redirect_sound ON public.contacts_contactperson;
DROP FUNCTION public.contacts_redirect_is_sound();
DROP TRIGGER contacttype_predefined_fixed ON public.contacts_contacttype;
DROP FUNCTION public.contacts_predefined_is_fixed();
