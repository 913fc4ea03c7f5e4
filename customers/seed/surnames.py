"""Surnames: real ones as common as they are, and a long tail made by the rules of the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from customers.seed.weighted import Weighted, lines, words

if TYPE_CHECKING:
    from random import Random


class Surname(NamedTuple):
    """A surname; `rare` when it is from the long tail and thus nearly the bearer's own."""

    infix: str
    name: str
    rare: bool = False

    @property
    def whole(self) -> str:
        """Infix and name together."""
        return f"{self.infix} {self.name}".strip()


_INFIX = re.compile(
    r"^((?:in|op|aan|uit|bij|onder|over|voor|van|von)(?: (?:'t|het|de|den|der|la))?"
    r"|'t|de|den|der|te|ten|ter) (.+)$"
)
# Where names of an origin are too few in the lists, the rest is made of these pieces.
STEMS = words(
    "Achter,Aal,Appel,Baar,Beuken,Berken,Bever,Bies,Blanken,Bloem,Boeken,Bolle,Boven,Braam,Brand,"
    "Breden,Broek,Brouwers,Bruin,Buiten,Burger,Dalen,Diepen,Dijk,Doorn,Dronk,Duin,Duiven,Eek,Eiken,"
    "Elsen,Engel,Esch,Essen,Gansen,Geest,Gelder,Goes,Graven,Groen,Groot,Haag,Haar,Haver,Hazen,Heem,"
    "Heiden,Hemels,Hengst,Heren,Heuvel,Hogen,Holt,Honds,Hoog,Horst,Hout,Huls,IJssel,Kalver,Kamer,"
    "Kattel,Kerken,Keizers,Klaver,Klooster,Koe,Kool,Koren,Korten,Kraan,Kroon,Kuilen,Kwaak,Laag,Land,"
    "Langen,Leem,Leeuwen,Linden,Loo,Lutten,Maat,Mark,Meer,Meulen,Middel,Moer,Molen,Monnik,Mos,Muis,"
    "Nach,Nieuwen,Noord,Noorder,Olden,Ooster,Ossen,Ouden,Over,Paal,Papen,Paarden,Peppel,Plaggen,Poel,"
    "Pot,Raven,Rees,Reigers,Riet,Ring,Roden,Roggen,Rozen,Ruiter,Schaaps,Scharren,Scher,Schil,Scholten,"
    "Schoon,Slangen,Slot,Smallen,Spijk,Staal,Steen,Sterken,Stroom,Swanen,Terp,Tolhuis,Uiter,Valken,"
    "Varken,Veen,Veld,Ven,Vier,Vliet,Vogel,Vorsten,Vossen,Vreden,Wal,Walden,Water,Weer,Weiden,Werken,"
    "Wester,Wieden,Wiel,Wijn,Wilden,Winter,Witten,Wolfs,Woud,Zand,Zeven,Zilver,Zomer,Zout,Zuider,"
    "Zwanen,Zwarten"
)
HEADS = words(
    "beek,berg,man,kamp,huis,veld,horst,bos,hof,burg,meijer,dijk,hoek,boer,broek,land,laar,brink,steen,"
    "boom,brug,daal,dam,stra,bosch,bergen,graaf,haar,heide,hout,huizen,kerk,kolk,loo,maat,meer,mans,"
    "poel,rijk,sluis,stede,steeg,veen,velde,vliet,voort,voet,waard,wijk,wal,weg,weide,werf,winkel,woud,"
    "zand,zijl,ink,ing,braak,camp,donk,drecht,eind,enk,erf,gaard,gat,goor,ham,have,heim,hoeve,holt,hul,"
    "kate,laan,mond,muller,pol,poort,rade,rode,rooij,schot,singel,stad,stein,voorde,woerd,molen,burgh,"
    "dal,huijsen,kooper,maker,makers,tuin,nagel,haas,bach,schoor,stroom,kuil,bier,graven,vink"
)
TOWN_ENDS = Weighted(
    [
        ("", 66),
        ("s", 8),
        ("er", 6),
        ("ers", 4),
        ("ma", 2),
        ("se", 2),
        ("en", 4),
        ("a", 1),
        ("aar", 1),
    ]
)
GIVEN = words(
    "Adriaan,Albert,Aler,Alof,Allard,Ambros,Andries,Anthon,Arend,Arnold,Augustijn,Baart,Balder,Barend,"
    "Bartel,Bastiaan,Berend,Bernard,Bert,Boel,Boudewijn,Brand,Bruin,Carel,Casper,Christiaan,Claas,"
    "Coenraad,Cornelis,Damen,Daniel,David,Derk,Diederik,Dirk,Dominicus,Douwe,Ebbe,Eder,Egbert,Elbert,"
    "Engel,Evert,Floris,Folkert,Frans,Frederik,Gabriel,Geert,Gerbrand,Gerrit,Gijsbert,Gillis,Gommer,"
    "Goossen,Govert,Hanse,Harm,Hein,Hendrik,Herbert,Herman,Hessel,Huibert,Ide,Isaac,Jacob,Jaspar,"
    "Jelle,Jeroen,Jochem,Joost,Jurrien,Karst,Klaas,Koert,Lambert,Lammert,Laurens,Leendert,Lenaert,"
    "Leonard,Liebrecht,Lodewijk,Lubbert,Luitjen,Maarten,Machiel,Marcelis,Martin,Matthijs,Meindert,"
    "Melchior,Menno,Michiel,Mouris,Nanning,Nicolaas,Olfert,Otto,Pauwel,Philip,Pieter,Quirijn,Reinder,"
    "Remmert,Rembrand,Richard,Rijkert,Robbert,Roelof,Rombout,Rutger,Samuel,Sander,Sebert,Servaas,"
    "Siebren,Sikke,Simon,Steffen,Steven,Sybrand,Teunis,Theunis,Thijs,Thomas,Tijmen,Tjaard,Tobias,Ubbo,"
    "Urban,Valentijn,Vincent,Volkert,Walraven,Wessel,Wiebren,Wiegert,Wigbold,Wilbert,Willem,Wolbert,"
    "Wolfert,Wouter,Wybren,Zacharias,Zeger"
)
SON = Weighted.falling(
    words(
        "s,sen,ssen,se,sma,ing,ink,inga,sz,sens,stra,ma,mans,ken,kes,son,ens,aars,ema,en,aerts,jes"
    )
)
FRISIAN = words(
    "Aardema,Abbe,Acker,Adge,Ager,Alber,Alke,Ander,Atse,Auke,Bake,Balke,Banga,Beek,Beer,Beinte,Bier,Blei,"
    "Bloem,Boele,Boer,Bolle,Bonne,Boot,Bouke,Brak,Brouwer,Buma,Bult,Buwal,Cnos,Dage,Dam,Deel,Dijk,Doede,"
    "Donia,Dokk,Doting,Dragt,Duke,Eek,Eelk,Eize,Elge,Elze,Feik,Feite,Ferwer,Fokke,Folker,Gaas,Galle,Geer,"
    "Gerbe,Gjalt,Graver,Gros,Haak,Hait,Halbe,Hane,Haring,Heer,Heid,Hemel,Herre,Hette,Hiel,Hille,Hof,Holle,"
    "Hoog,Hout,Hoven,Huize,IJls,Jager,Jelle,Jilde,Jons,Jouke,Kalle,Keimpe,Kerk,Kinger,Kleef,Klooster,"
    "Knier,Kool,Koop,Krom,Kuik,Laan,Lange,Leeuw,Liem,Loenen,Lolke,Lut,Maats,Meer,Meinde,Melle,Minne,"
    "Molen,Nieuwen,Noor,Oege,Okke,Olde,Onne,Oost,Ouwe,Paes,Pals,Pijl,Pol,Poort,Popke,Reek,Rein,Rienk,"
    "Riet,Rinke,Roek,Rommer,Ruiter,Rykele,Sanger,Schaaf,Schuil,Sikke,Sine,Sjoer,Slag,Sloten,Smeet,Span,"
    "Stege,Steen,Stel,Sterre,Sybe,Tame,Teake,Terp,Tiele,Tjalle,Tolle,Trom,Ubele,Uitter,Vee,Vel,Vlie,Waar,"
    "Wage,Walle,Water,Weide,Werk,Westen,Wiar,Wiebe,Wier,Winde,Wobbe,Wouw,Wyt,Yge,Zand,Zijl,Zuider,Zwaag"
)
FRISIAN_ENDS = Weighted.falling(words("stra,ma,inga,sma,ema,tsma,enga,da,nga,ia,erda,mans,huis"))
# One careless clerk of the civil registry each: old and regional spellings of the same sounds.
SPELLINGS = [
    ("ij", "y"), ("ij", "ei"), ("ei", "ey"), ("aa", "ae"), ("k", "ck"), ("k", "c"), ("sch", "s"),
    ("uij", "uy"), ("ui", "uij"), ("ui", "uy"), ("oo", "o"), ("z", "s"), ("s", "z"), ("v", "f"),
    ("g", "gh"), ("d", "dt"), ("t", "th"), ("ee", "e"), ("n", "nn"), ("l", "ll"), ("r", "rr"),
    ("m", "mm"), ("oe", "ou"), ("ou", "au"), ("uu", "u"), ("aa", "a"), ("b", "bb"), ("f", "ff"),
    ("p", "pp"), ("st", "zt"), ("en", "e"),
    ("ie", "i"), ("x", "ks"), ("ch", "gh"), ("eu", "ue"), ("k", "kk"), ("t", "tt"),
    ("w", "v"), ("i", "ie"), ("h", ""), ("ei", "ij"), ("oo", "ou"), ("a", "ae"), ("e", "i"),
]  # fmt: skip
OLD_INFIXES = Weighted(
    [("", 68), ("van", 12), ("van de", 5), ("van der", 5), ("van den", 4), ("de", 2), ("ten", 1.3),
     ("ter", 1.3), ("te", 0.5), ("den", 0.5), ("op de", 0.2), ("op 't", 0.2), ("van 't", 0.4),
     ("in 't", 0.3), ("uit den", 0.1), ("aan de", 0.1)]
)  # fmt: skip
FLEMISH_INFIXES = Weighted(
    [("", 60), ("Van", 8), ("Van de", 4), ("Van den", 4), ("Van der", 3), ("De", 6), ("Vande", 4),
     ("Vanden", 4), ("Vander", 3), ("Ver", 4)]
)  # fmt: skip
PIECES = {
    "pl": (
        words("Kow,Now,Wis,Zie,Kam,Lew,Woj,Dąb,Kozł,Jank,Maz,Krasz,Piotr,Grab,Pawł,Mich,Jabł,Maj,Olsz,Mal,"
              "Jaw,Dud,Górz,Witk,Wal,Rut,Ostr,Tom,Zal,Wrób,Czar,Sob,Bor,Kub,Szcz,Kraw,Brzez,Sad,Chm,Gaj"),
        words("alski,owski,icki,ak,czyk,ewski,iński,owicz,ek,ik,ński,czak,icz,ura,iak,ka,orz,acz,ala,ut"),
    ),
    "tr": (
        words("Kara,Ak,Öz,Demir,Yıl,Gül,Kır,Taş,Altın,Gök,Boz,Er,Top,Kaba,Sarı,Çak,Bal,Koca,Deli,Uz,Yeni,"
              "Hacı,Ali,Molla,Emin,Keser,Bay,Tek,Çam,Su"),
        words("oğlu,kaya,taş,soy,türk,dağ,tekin,han,demir,su,baş,çelik,er,men,can,alp,bulut,sal,göz,kan"),
    ),
    "ma": (
        words("El Ham,El Bou,El Kh,Ben,Bou,Ait Ben,El Mo,Ou,Az,El Ab,Bel,El Ga,El Ou,Ch,El Mes,Ham,"
              "Az-Zah,Ay,El Aq,Taz"),
        words("daoui,hassan,laali,azzani,mrani,chaïb,daoudi,karti,laghmiri,ssaoui,talbi,youssef,jaddi,rabti,"
              "fkir,naji,sghir,achi,arbi,lali,kasmi,messaoudi,zaouch,ayad"),
    ),
    "de": (
        words("Ober,Nieder,Stein,Hof,Berg,Linden,Buch,Eich,Hirsch,Rosen,Schön,Grün,Schwarz,Weiß,Alt,Neu,Kirch,"
              "Feld,Wald,Bach,Brunn,Kauf,Hart,Leh,Sau,Zim,Kühn,Löw,Brei,Diet"),
        words("mann,meier,er,bauer,berg,bach,müller,hofer,ner,holz,stein,hardt,huber,hausen,rich,ling,ke,"
              "mayer,wald,feld"),
    ),
    "fr": (
        words("Bois,Beau,Chât,Cler,Del,Des,Dev,Dum,Du,Font,Gaut,Gren,Gros,La,Le,Mar,Mont,Per,Pont,Ren,Rich,"
              "Rob,Roch,Sav,Val,Vill,Hen,Lac,Cour,Goff"),
        words("ier,eau,et,in,ot,ard,court,val,mont,ain,on,elle,eux,oy,aux,iez,art,mans,ville,aert"),
    ),
    "sr": (
        words("Ram,Soe,Djo,Kar,Bis,Mah,Sew,Pan,Jag,Har,Bal,Raj,Gan,Man,Sas,Kro,Paw,Wir,Moe,Chin"),
        words("narain,dien,persad,kisoen,dharie,soekh,diredjo,tinoyo,wongso,dimedjo,lall,autar,pal,sing,"
              "goelam,bir,ratan,nandan,dat,karijo"),
    ),
    "as": (
        words("Al-,Abdul,Mo,Has,Kha,Has,Ra,Ta,Sha,Fer,Ste,Gon,Kov,Mar,Pet,Iva,Sin,Ber,Os,Tes"),
        words("nandes,salves,rim,lami,mani,heed,hadi,zadeh,pour,enko,escu,ović,ov,ian,gupta,hana,faye,man,rahi,"
              "lu"),
    ),
}  # fmt: skip


def split(text: str) -> Surname:
    """A surname of the Dutch list taken apart: 'van der Berg' is ('van der', 'Berg')."""
    found = _INFIX.match(text)
    return Surname(found[1], found[2]) if found else Surname("", text)


def _counted(name: str, *, keep_whole: bool) -> Weighted[Surname]:
    pairs: dict[Surname, float] = {}
    for line in lines(name):
        count, _, names = line.partition(":")
        for text in words(names):
            surname = Surname("", text) if keep_whole else split(text)
            pairs.setdefault(surname, float(count))
    return Weighted(pairs.items())


def _worldwide() -> dict[str, Weighted[Surname]]:
    found = {}
    for line in lines("surnames_world.txt"):
        origin, _, names = line.split("|")
        found[origin] = Weighted.falling([Surname("", name) for name in words(names)])
    return found


LISTS: dict[str, Weighted[Surname]] = {
    "nl": _counted("surnames_nl.txt", keep_whole=False),
    "be": _counted("surnames_be.txt", keep_whole=True),
    **_worldwide(),
}
_STEMS, _HEADS = Weighted.falling(STEMS, power=0.1), Weighted.falling(HEADS, power=0.25)
_GIVEN, _FRISIAN = Weighted.falling(GIVEN, power=0.3), Weighted.falling(FRISIAN, power=0.3)
_SPELLINGS = Weighted.falling(SPELLINGS, power=0.15)
_PIECES = {
    origin: (Weighted.falling(starts, power=0.3), Weighted.falling(ends, power=0.4))
    for origin, (starts, ends) in PIECES.items()
}
# The part of the people whose surname is one of the long tail.
_TAIL = {"nl": 0.52, "be": 0.6, "wal": 0.6, "pl": 0.35, "tr": 0.3, "ma": 0.35, "de": 0.3, "fr": 0.3}
_OTHER_TAIL = 0.3
_RESPELLED = (0.9, 0.7, 0.5)  # many spellings that are tried do not fit the name


def draw(random: Random, origin: str) -> Surname:
    """A surname of `origin` ('nl', 'be', 'wal', 'tr', 'ma', 'pl', 'fr', 'de', 'sr', 'as')."""
    if random.random() >= _TAIL.get(origin, _OTHER_TAIL):
        return LISTS[origin].pick(random)
    if origin in {"nl", "be"}:
        return _dutch_tail(random, flemish=origin == "be")
    starts, ends = _PIECES["fr" if origin == "wal" else origin]
    name = starts.pick(random) + ends.pick(random)
    if random.random() < 0.35:
        name = _respelled(random, name)
    return Surname("", name, rare=True)


def _dutch_tail(random: Random, *, flemish: bool) -> Surname:
    kind = random.random()
    infix = ""
    if kind < 0.68:
        name = _STEMS.pick(random) + _HEADS.pick(random) + TOWN_ENDS.pick(random)
        infix = (FLEMISH_INFIXES if flemish else OLD_INFIXES).pick(random)
    elif kind < 0.85 or flemish:
        name = _joined(_GIVEN.pick(random), SON.pick(random))
    else:
        name = _FRISIAN.pick(random) + FRISIAN_ENDS.pick(random)
    for chance in _RESPELLED:
        if random.random() < chance:
            name = _respelled(random, name)
    if not flemish:
        return Surname(infix, name, rare=True)
    # In Flanders the infix is a part of the name: 'Van den Bergh', 'Vandenberghe', 'Verbeek'.
    if infix.startswith(("Vand", "Ver")):
        return Surname("", infix + name.lower(), rare=True)
    return Surname("", f"{infix} {name}".strip(), rare=True)


def _joined(start: str, end: str) -> str:
    """'Frans' and 'sen' are 'Fransen'."""
    return start + (end[1:] if end.startswith("s") and start.endswith("s") else end)


def _respelled(random: Random, name: str) -> str:
    old, new = _SPELLINGS.pick(random)
    at = name.find(old, 1)
    if at < 0 or (len(old) == 1 and not _between_vowels(name, at, doubled=new == old * 2)):
        return name
    return name[:at] + new + name[at + len(old) :]


def _between_vowels(name: str, at: int, *, doubled: bool) -> bool:
    """Whether a single letter may change there: 'Bakker' gets no third k, nor 'Schout' a gh."""
    before, after = name[at - 1], name[at + 1 : at + 2]
    if after in {"", "h", "j", name[at]} or before in {name[at], "c"}:
        return False
    return not doubled or (before in "aeiou" and after in "aeiou")
