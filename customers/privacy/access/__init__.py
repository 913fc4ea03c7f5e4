"""The file of an access request (articles 15 and 20): everything the shop has of one customer.

A ZIP with `inzage.html` and `inzage.pdf` to read, `gegevens.json` to process, `bestanden/` and a
`LEESMIJ.txt`. It is made by the queue from the registry of personal data: every table of which a row
is the customer's, live and history, every column, so that a new table is in it by itself.

In it: the internal notes too, for they are about the person. Beside the tables: who gets which document
and why, who read medical data, what is kept how long and on which ground, the rights of the person.

Not in it, or changed:

- Columns that the database derives from others, and the tables of the search, which are made of those.
- What is nobody's yet: forms that were begun and not saved, sessions. They are gone within days.
- Other customers, where a column points to one: `[andere klant]`. Of a relation only its kind stays.
- Other customers who are known to belong to this one (a relation, a Factuuradres, a payer, the same
  billing account), in every text: their names, phones, e-mail addresses and street with number become
  `[andere persoon]`, also those they had before. What the customer has itself (the same surname, the
  address of the household) stays. Whoever is not linked to the customer is not known to be meant, so a
  text about a stranger stays as it is; whoever hands out the file reads it first.
- Contact persons of a company: name, job title, e-mail and phone at work stay; mobile number, own
  address and note become `[andere persoon]`. Contact persons of a private customer are other people,
  unless they have its name or its address: of those the type alone stays.
- Staff: the first name, or the user name; a full name in a text becomes the first name. Who put an item
  on its list or opened the card last is told by first name too.
- What is inside attached files is not read, and goes as it is.
- Treatments: only when whoever asked for the file may read them; that they are read is written down
  first, and only who may read treatments can fetch that file. A file without them says so.
- A billing account that the customer was taken off: it is that of others now.
- An invoice as PDF that is another's to pay, since it bears the other's name; its data is in.
- The file of an earlier access request is not put in the next one; that there was one is.
"""

from customers.privacy.access.page import exports_context
from customers.privacy.access.service import make_export, start_export

__all__ = ["exports_context", "make_export", "start_export"]
