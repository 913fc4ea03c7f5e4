"""How names are typed at a counter, and whom that must find. 'typed > stored', by what differs."""

PAIRS_TEXT = """
# Dutch spellings of one sound
janssen > Jansen | janszen > Jansen | janzen > Jansen | jansen > Janssen | jansens > Janssens
smid > Smit | schmidt > Smit | schmitt > Smit | smidt > Smit | smit > Schmidt
meijer > Meyer | meyer > Meijer | meier > Meijer | maijer > Meijer | mayer > Meijer
meijer > Maier
kuiper > Kuyper | cuyper > Kuiper | kuijper > Kuiper | kuipers > Kuijpers | cuypers > Kuipers
dijkstra > Dykstra | dykstra > Dijkstra | deikstra > Dijkstra | wijk > Wyk | visscher > Visser
visser > Visscher | vischer > Visser | bosch > Bos | bos > Bosch | bakker > Backer
backer > Bakker
mulder > Muller | muller > Müller | mueller > Müller | müller > Mueller | moller > Møller
jong > Jongh | jongh > Jong | groot > Groodt | groen > Groenn | hendricks > Hendriks
hendrikx > Hendriks | hendriks > Hendrix | hendrix > Hendriks | derks > Derkx | dirks > Dirkx
dirkx > Dirks | peeters > Peters | peters > Peeters | petersen > Pietersen | willems > Willemsz
jakobs > Jacobs | jacops > Jacobs | yacobs > Jacobs | maas > Maes | maes > Maas
claessen > Klaassen
klaasen > Claessen | claes > Klaas | kok > Cock | cok > Kok | kock > Kok | koster > Coster
costers > Kosters | vos > Vosch | vermeulen > Vermuelen | vermeulen > Fermeulen
ferhoeven > Verhoeven
verhoefen > Verhoeven | timmermans > Timmerman | huisman > Huijsman | huysman > Huisman
huijgens > Huygens | huigens > Huygens | bruijn > Bruin | bruyn > Bruin | bruin > Bruijn
kruijf > Cruijff | cruyff > Kruijf | zuijderwijk > Zuiderwijk | seegers > Zegers
zeegers > Segers
sanders > Zanders | zwart > Swart | swart > Zwart | schouten > Schauten | gouda > Gauda
auwerkerk > Ouwerkerk
paauw > Pauw | pouw > Pauw | blauw > Blaauw | blaauw > Blauw | laurens > Lourens
boogaard > Bogaard
bogaert > Bogaard | bogaerts > Boogaerts | hogeboom > Hoogeboom | haan > Haen | haes > Haas
aerts > Aarts
aarts > Aerts | braem > Braam | schaap > Schaep | wouters > Wauters | wauters > Wouters
nauta > Nouta
hoekstra > Houkstra | hoeksta > Hoekstra | theunissen > Teunissen | teunisse > Theunissen
matthijs > Mathijs | mattijs > Matthys | philips > Filips | phillips > Philips | jozef > Joseph
goedhart > Goethart | brandt > Brand | brand > Brandt | schuurman > Schuerman
lambrecht > Lambregt
lambrechts > Lambregts | vanhecht > Vanhegt | luyten > Luiten | luijten > Luyten | nijs > Nys
neys > Nijs
thijssen > Thyssen | thijsen > Tijssen | tijsen > Thijssen | kremers > Cremers | kramer > Cramer
cramers > Kramers | quist > Kwist | kwaak > Quaak | rijnders > Reinders | reijnders > Rijnders
# Infixes typed, left out, glued on, behind a comma
van den berg > Berg | van der berg > Berg | vandenberg > Berg | vandenberghe > Berghe
v.d. berg > Berg
vries, de > Vries | de vries > Vries | devries > Vries | van 't hoff > Hoff | vant hoff > Hoff
hoff, van 't > Hoff | de la cruz > Cruz | el amrani > Amrani | elamrani > Amrani
elamrany > Amrani | vant hof > Hoff | oudeluttikhuis > Oude Luttikhuis | wahbi > Ouahbi
quakelsteen > Quakkelstein
ten brinke > Brinke
vandevelde > Velde | van de velde > Vandevelde | velde > Vande Velde | o'neill > ONeill
oneil > O'Neill
d'hondt > Hondt | dhondt > D'Hondt | hondt > D'hondt | s-gravesande > 's-Gravesande
gravesande > 's Gravesande
op den kamp > Kamp | opdenkamp > Kamp | dekoning > Koning | de smet > Desmet | desmet > Smet
# Double names: either half, in either notation
jansen > Bakker-Jansen | bakker > Bakker-Jansen | vries > Berg-de Vries
jansen-bakker > Jansen Bakker
jansen bakker > Jansen-Bakker | janssen > Bakker-Jansen | bekker > Jansen-Bakker
# Typing errors: left out, doubled, swapped, next key
jnasen > Jansen | jasen > Jansen | jamsen > Jansen | jansem > Jansen | janseen > Jansen
jasnen > Jansen
vsiser > Visser | visesr > Visser | bakkre > Bakker | baker > Bakker | hoektsra > Hoekstra
dijksrta > Dijkstra | dijktra > Dijkstra | vermeulne > Vermeulen | verhoven > Verhoeven
schoutne > Schouten
wilems > Willems | hendirks > Hendriks | mudler > Mulder | smti > Smit | koozijn > Kozijn
postmaa > Postma
# Turkish, Moroccan, Polish, French, German, Frisian, Scandinavian
yilmaz > Yılmaz | yilmas > Yılmaz | celik > Çelik | ozturk > Öztürk | oztürk > Öztürk
sahin > Şahin
dogan > Doğan | simsek > Şimşek | yildirim > Yıldırım | aydin > Aydın | kilic > Kılıç
gunes > Güneş
bouzid > Bouzit | elkhattabi > El Khattabi | khatabi > El Khattabi | ben ali > Benali
benali > Ben Ali
azouzi > El Azzouzi | idrisi > El Idrissi | bouali > Boualli | yaacoubi > El Yaakoubi
mansuri > El Mansouri
kowalsky > Kowalski | kovalski > Kowalski | wisniewski > Wiśniewski | wisnewski > Wiśniewski
wojcik > Wójcik | zielinski > Zieliński | lewandowsky > Lewandowski | lukasz > Łukasz
zolc > Żółć
novak > Nowak | nowack > Nowak | szymanski > Szymański | simanski > Szymański
francois > François | lefebre > Lefebvre | lefevre > Lefèvre | garnie > Garnier | ruso > Rousseau
schroder > Schröder | schroeder > Schröder | weiss > Weiß | weis > Weiß | grosse > Große
bauer > Bouer
jorgensen > Jørgensen | soerensen > Sørensen | hoekstra > Hoekstrâ | sijbrandij > Sybrandy
siebesma > Sybesma
de hȧan > Haan | nunez > Núñez | goncalves > Gonçalves | pena > Peña | dvorak > Dvořák
horvat > Horváth
"""


def pairs() -> list[tuple[str, str]]:
    """The (typed, stored) pairs of the table."""
    lines = [line for line in PAIRS_TEXT.splitlines() if line and not line.startswith("#")]
    cells = [cell.strip() for line in lines for cell in line.split("|") if cell.strip()]
    return [(typed.strip(), stored.strip()) for typed, stored in (c.split(">") for c in cells)]


#: Others in the same postcode: nobody is found only because there is nobody else.
DECOYS = [
    "Appelman",
    "Aalders",
    "Baars",
    "Beekman",
    "Blok",
    "Boersma",
    "Brouwer",
    "Dekker",
    "Doorn",
    "Drost",
    "Eggink",
    "Elzinga",
    "Faber",
    "Geerts",
    "Gerritsen",
    "Goossens",
    "Haverkamp",
    "Heijden",
    "Hermans",
    "Hofman",
    "Hulst",
    "Jager",
    "Jonker",
    "Kaya",
    "Kamp",
    "Keizer",
    "Klein",
    "Kleijn",
    "Koning",
    "Kooij",
    "Kuipers",
    "Lammers",
    "Leeuwen",
    "Linden",
    "Loon",
    "Meer",
    "Molenaar",
    "Nijland",
    "Otten",
    "Pater",
    "Polak",
    "Postma",
    "Prins",
    "Ridder",
    "Roos",
    "Schippers",
    "Scholten",
    "Slot",
    "Spaans",
    "Stam",
    "Steen",
    "Stolk",
    "Swinkels",
    "Terpstra",
    "Tuinstra",
    "Veen",
    "Veenstra",
    "Verbeek",
    "Verschoor",
    "Vink",
    "Vliet",
    "Voort",
    "Wal",
    "Westra",
    "Wiersma",
    "Wolters",
    "Zeeman",
    "Zijl",
]
