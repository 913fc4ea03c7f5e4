"""The texts of messages that a new shop starts with, in the customer's language.

Per document and language: the subject of the e-mail, its sentences, and for some an SMS. They are
texts to the customer, not of the screens, so they stand here and not with the translations. An SMS
keeps to the letters of the GSM alphabet (no 'ê'): any other more than halves what fits.
"""

from __future__ import annotations

from contacts.models import Channel, Document

_CLOSING = {
    "nl": "Met vriendelijke groet,",
    "fr": "Cordialement,",
    "de": "Mit freundlichen Grüßen",
    "en": "Kind regards,",
}
#: Of an invoice; a line without something to fill in is left out.
_AMOUNTS = {
    "nl": "Bedrag: {bedrag}\nTe betalen uiterlijk: {vervaldatum}",
    "fr": "Montant : {bedrag}\nÀ payer au plus tard le : {vervaldatum}",
    "de": "Betrag: {bedrag}\nZahlbar bis: {vervaldatum}",
    "en": "Amount: {bedrag}\nTo be paid by: {vervaldatum}",
}
_SENTENCES: dict[Document, dict[str, tuple[str, str]]] = {
    Document.QUOTE: {
        "nl": ("Offerte {betreft}", "Hierbij ontvangt u onze offerte {betreft}."),
        "fr": ("Offre {betreft}", "Veuillez trouver ci-joint notre offre {betreft}."),
        "de": ("Angebot {betreft}", "anbei erhalten Sie unser Angebot {betreft}."),
        "en": ("Quote {betreft}", "Please find our quote {betreft} attached."),
    },
    Document.ORDER: {
        "nl": ("Bestelling {betreft}", "Hierbij bevestigen wij uw bestelling {betreft}."),
        "fr": ("Commande {betreft}", "Nous confirmons votre commande {betreft}."),
        "de": ("Bestellung {betreft}", "hiermit bestätigen wir Ihre Bestellung {betreft}."),
        "en": ("Order {betreft}", "We confirm your order {betreft}."),
    },
    Document.PACKING_SLIP: {
        "nl": ("Pakbon {betreft}", "Hierbij ontvangt u de pakbon {betreft}."),
        "fr": (
            "Bon de livraison {betreft}",
            "Veuillez trouver ci-joint le bon de livraison {betreft}.",
        ),
        "de": ("Lieferschein {betreft}", "anbei erhalten Sie den Lieferschein {betreft}."),
        "en": ("Packing slip {betreft}", "Please find packing slip {betreft} attached."),
    },
    Document.INVOICE: {
        "nl": ("Factuur {betreft}", "Hierbij ontvangt u onze factuur {betreft}."),
        "fr": ("Facture {betreft}", "Veuillez trouver ci-joint notre facture {betreft}."),
        "de": ("Rechnung {betreft}", "anbei erhalten Sie unsere Rechnung {betreft}."),
        "en": ("Invoice {betreft}", "Please find our invoice {betreft} attached."),
    },
    Document.RMA: {
        "nl": ("RMA {betreft}", "Wij hebben uw retour {betreft} in behandeling genomen."),
        "fr": ("RMA {betreft}", "Nous avons pris en charge votre retour {betreft}."),
        "de": ("RMA {betreft}", "wir haben Ihre Rücksendung {betreft} in Bearbeitung genommen."),
        "en": ("RMA {betreft}", "We are handling your return {betreft}."),
    },
    Document.REPAIR: {
        "nl": ("Reparatie {betreft}", "Dit bericht gaat over uw reparatie {betreft}."),
        "fr": ("Réparation {betreft}", "Ce message concerne votre réparation {betreft}."),
        "de": ("Reparatur {betreft}", "diese Nachricht betrifft Ihre Reparatur {betreft}."),
        "en": ("Repair {betreft}", "This message is about your repair {betreft}."),
    },
    Document.RMA_INVOICE: {
        "nl": (
            "Kopie van factuur {betreft}",
            "Hierbij ontvangt u een kopie van de factuur {betreft} bij uw retour.",
        ),
        "fr": (
            "Copie de la facture {betreft}",
            "Veuillez trouver ci-joint une copie de la facture {betreft} de votre retour.",
        ),
        "de": (
            "Kopie der Rechnung {betreft}",
            "anbei erhalten Sie eine Kopie der Rechnung {betreft} zu Ihrer Rücksendung.",
        ),
        "en": (
            "Copy of invoice {betreft}",
            "Please find a copy of invoice {betreft} for your return attached.",
        ),
    },
    Document.READY: {
        "nl": (
            "U kunt {betreft} ophalen",
            "Goed nieuws: {betreft} ligt voor u klaar. U kunt het bij ons ophalen.",
        ),
        "fr": (
            "Vous pouvez retirer {betreft}",
            "Bonne nouvelle : {betreft} est prêt. Vous pouvez le retirer chez nous.",
        ),
        "de": (
            "{betreft} liegt zur Abholung bereit",
            "{betreft} liegt für Sie bereit. Sie können es bei uns abholen.",
        ),
        "en": (
            "{betreft} is ready for pickup",
            "Good news: {betreft} is ready. You can pick it up at our shop.",
        ),
    },
    Document.DELAYED: {
        "nl": (
            "{betreft} komt later",
            "Het spijt ons: {betreft} komt later dan afgesproken.\n"
            "Wij verwachten het nu op {datum}.\n"
            "Zodra er nieuws is, hoort u van ons.",
        ),
        "fr": (
            "{betreft} arrivera plus tard",
            "Nous sommes désolés : {betreft} arrivera plus tard que prévu.\n"
            "Nous l'attendons maintenant pour le {datum}.\n"
            "Nous vous tiendrons au courant.",
        ),
        "de": (
            "{betreft} kommt später",
            "es tut uns leid: {betreft} kommt später als vereinbart.\n"
            "Wir erwarten es nun am {datum}.\n"
            "Sobald es Neues gibt, melden wir uns.",
        ),
        "en": (
            "{betreft} is delayed",
            "We are sorry: {betreft} will be later than agreed.\n"
            "We now expect it on {datum}.\n"
            "As soon as there is news we will let you know.",
        ),
    },
    Document.NEWSLETTER: {
        "nl": ("Nieuws van {winkel}", "Hier is het laatste nieuws van {winkel}."),
        "fr": ("Nouvelles de {winkel}", "Voici les dernières nouvelles de {winkel}."),
        "de": ("Neues von {winkel}", "hier sind die Neuigkeiten von {winkel}."),
        "en": ("News from {winkel}", "Here is the latest news from {winkel}."),
    },
}
_SMS: dict[Document, dict[str, str]] = {
    Document.READY: {
        "nl": "{betreft} ligt voor u klaar bij {winkel}.\n{toelichting}",
        "fr": "{betreft} vous attend chez {winkel}.\n{toelichting}",
        "de": "{betreft} liegt bei {winkel} für Sie bereit.\n{toelichting}",
        "en": "{betreft} is ready for pickup at {winkel}.\n{toelichting}",
    },
    Document.DELAYED: {
        "nl": "{betreft} komt later dan afgesproken.\nVerwacht op {datum}.\n{toelichting}\n{winkel}",
        "fr": "{betreft} arrivera plus tard que prévu.\nAttendu le {datum}.\n{toelichting}\n{winkel}",
        "de": "{betreft} kommt später als vereinbart.\nErwartet am {datum}.\n{toelichting}\n{winkel}",
        "en": "{betreft} will be later than agreed.\nExpected on {datum}.\n{toelichting}\n{winkel}",
    },
}


def default_texts() -> dict[tuple[str, str, str], tuple[str, str]]:
    """Subject and text by (document, channel, language); an SMS has no subject."""
    texts = {}
    for document, by_language in _SENTENCES.items():
        amounts = _AMOUNTS if document in (Document.INVOICE, Document.RMA_INVOICE) else {}
        for language, (subject, sentences) in by_language.items():
            closing = f"{_CLOSING[language]}\n{{winkel}}"
            said = (sentences, *filter(None, [amounts.get(language)]))
            parts = ("{aanhef},", *said, "{toelichting}", closing)
            key = (document.value, Channel.EMAIL.value, language)
            texts[key] = (subject, "\n\n".join(parts))
    for document, sms in _SMS.items():
        for language, text in sms.items():
            texts[document.value, Channel.SMS.value, language] = ("", text)
    return texts
