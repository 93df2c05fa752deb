"""Which column holds what: found by name, in several languages and spellings, unless the operator says so."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.core.errors import OperatorError

_LEAST_LIKE = 0.5  # of 1, for a guess


# What columns are called. A line is a field, how sure that is (1: surest), and the names.
# Where two columns bear names of one field that are as sure as each other, somebody has to say which.
_CUSTOMER_NAMES = """
customer 1: customer ref, customer reference
customer 2: customer, customer id, customer no, customer number, customer email, customer e-mail, client
customer 2: client id, email, e-mail, e-mail address, email address, mail, user id, buyer, buyer email, kunde
customer 2: kundennummer, kunden-id, kundennr, e-mail-adresse, kunden-e-mail, cliente, id cliente, correo
customer 2: número de cliente, correo electrónico, client email, numéro client, courriel, adresse e-mail
customer 2: employee, employee id, personalnummer, mitarbeiter, ref, reference
customer 3: id
name 1: customer name, full name, client name, buyer name, kundenname, nombre completo, nom complet
name 1: nom du client, nombre del cliente
name 2: name, nombre, nom
first_name 1: first name, given name, vorname, prénom, nombre de pila
last_name 1: last name, surname, family name, nachname, familienname, nom de famille, apellido, apellidos
preferred_name 1: preferred name, nickname, called, rufname, spitzname, apodo, surnom
language 1: customer language, language, lang, locale, sprache, idioma, langue
timezone 1: timezone, time zone, tz, zeitzone, zona horaria, fuseau horaire
place 1: store, shop, branch, place, location, outlet, filiale, standort, laden, geschäft, tienda, sucursal
place 1: magasin, lieu
"""
_ORDER_NAMES = """
order 1: order, order id, order no, order nr, order number, order ref, order reference, bestellnummer
order 1: bestell-nr, bestellung, bestell-id, auftragsnummer, auftrag, pedido, número de pedido, id pedido
order 1: nº pedido, commande, numéro de commande, n° commande
order 2: transaction id, transaction, receipt, receipt number, invoice, invoice number, belegnummer, bon
order 2: rechnungsnummer, factura, facture, ticket
order 3: id
"""
_MOMENT_NAMES = """
date 1: bought at, purchase date, purchased at, order date, ordered at, date of purchase, kaufdatum
date 1: bestelldatum, auftragsdatum, fecha de compra, fecha de pedido, fecha del pedido, date d'achat
date 1: date de commande, date commande
date 2: created at, date created, created, erstellt am, erstellt
date 3: paid at, completed at
date 4: date, datetime, timestamp, time, datum, zeitpunkt, zeit, fecha, fecha y hora, date et heure
amount 1: amount, order total, total, grand total, total price, price, paid, value, revenue, betrag, summe
amount 1: gesamt, gesamtbetrag, gesamtpreis, preis, umsatz, importe, precio, montant, prix
currency 1: currency, currency code, order currency, währung, waehrung, moneda, divisa, devise, monnaie
product 1: product, product name, product title, item, item name, article, artikel, produkt, artikelname
product 1: produktname, bezeichnung, producto, artículo, produit
touchpoint 1: touchpoint, kind of moment, kontaktpunkt
"""
_PERSON_NAMES = """
group 1: group, team, department, abteilung, gruppe, equipo, departamento, équipe, service
address 1: address, chat address, chat
slack 1: slack, slack id, slack member id, slack user, slack user id
telegram 1: telegram, telegram id, telegram user id, telegram chat id
"""
_REQUIRED = frozenset({"order", "customer", "date"})


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column can hold. ``groups`` are names of such columns, plain, the surest first."""

    name: str
    groups: tuple[frozenset[str], ...]

    @property
    def is_required(self) -> bool:
        """Whether nothing can be read without it."""
        return self.name in _REQUIRED


def _fields(*tables: str) -> tuple[Field, ...]:
    names: dict[str, dict[str, set[str]]] = {}
    for line in filter(None, "".join(tables).splitlines()):
        what, _, called = line.partition(":")
        field, rank = what.split()
        names.setdefault(field, {}).setdefault(rank, set()).update(_plain(one) for one in called.split(","))
    return tuple(
        Field(name, tuple(frozenset(groups[rank]) for rank in sorted(groups)))
        for name, groups in names.items()
    )


def _plain(name: str) -> str:
    """A name without capitals, accents and signs: "E-Mail" is "email"."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in parted if one.isalnum())


PURCHASE_FIELDS = _fields(_ORDER_NAMES, _CUSTOMER_NAMES, _MOMENT_NAMES)
CUSTOMER_FIELDS = _fields(_CUSTOMER_NAMES, _PERSON_NAMES)


@dataclass(frozen=True, slots=True)
class Mapped:
    """The place, from 0, of the column that holds each field, segment and attribute."""

    fields: Mapping[str, int]
    segments: Mapping[str, int]
    attributes: Mapping[str, int]


def mapped(
    columns: Sequence[str],
    fields: Sequence[Field],
    said: Mapping[str, str],
    segments: Mapping[str, str],
    attributes: Mapping[str, str],
) -> Mapped:
    """Which column holds what. ``said`` goes before what is found; an empty name there means none.

    Raises OperatorError for what is not there, or could be several; it names the columns that there are.
    """
    by_name = {field.name: field for field in fields}
    problems = [
        f"--column {name}=…: there is no such field{_meant(name, by_name)}. "
        f"The fields are: {', '.join(by_name)}."
        for name in said
        if name not in by_name
    ]
    places = {
        name: _place(columns, wanted, f"--column {name}", problems)
        for name, wanted in said.items()
        if name in by_name
    }
    used = {place for place in places.values() if place is not None}
    found = {name: place for name, place in places.items() if place is not None}
    for field in fields:
        if field.name not in said:
            place = _found(columns, field, used, problems)
            if place is not None:
                found[field.name] = place
                used.add(place)
        elif field.is_required and not said[field.name]:
            problems.append(f"--column {field.name}=: this one is needed; name a column")
    named = [
        {name: _place(columns, wanted, f"--{option} {name}", problems) for name, wanted in told.items()}
        for option, told in (("segment", segments), ("attribute", attributes))
    ]
    if problems:
        raise OperatorError("\n".join([*problems, _listed(columns)]))
    as_segments, as_attributes = (
        {name: place for name, place in told.items() if place is not None} for told in named
    )
    return Mapped(found, as_segments, as_attributes)


def named(columns: Sequence[str], wanted: Mapping[str, str]) -> dict[str, int]:
    """Where the columns stand that were asked for by option → name; those without a name are left out.

    Raises OperatorError for what is not there; it names the columns that there are.
    """
    problems: list[str] = []
    places = {option: _place(columns, name, option, problems) for option, name in wanted.items()}
    if problems:
        raise OperatorError("\n".join([*problems, _listed(columns)]))
    return {option: place for option, place in places.items() if place is not None}


def _listed(columns: Sequence[str]) -> str:
    return f"The columns of the file are: {', '.join(map(repr, columns))}."


def _place(columns: Sequence[str], wanted: str, option: str, problems: list[str]) -> int | None:
    """Where the column of this name stands, capitals and signs aside if need be."""
    if not wanted:
        return None
    if wanted in columns:
        return columns.index(wanted)
    alike = [place for place, column in enumerate(columns) if _plain(column) == _plain(wanted)]
    if len(alike) == 1:
        return alike[0]
    problems.append(f'{option}="{wanted}": there is no such column{_meant(wanted, columns)}')
    return None


def _found(columns: Sequence[str], field: Field, used: set[int], problems: list[str]) -> int | None:
    """The column of the first group of names that any bears."""
    plain = [_plain(column) for column in columns]
    for group in field.groups:
        places = [place for place, name in enumerate(plain) if name in group and place not in used]
        if len(places) > 1 and field.is_required:
            several = ", ".join(repr(columns[place]) for place in places)
            problems.append(
                f"{several} may each be the {field.name}. "
                f'Say which: --column {field.name}="{columns[places[0]]}"'
            )
            return None
        if places:
            return places[0]
    if field.is_required:
        guess = _nearest(field.name, field.groups, columns)
        example = f'--column {field.name}="{guess or "NAME OF THE COLUMN"}"'
        problems.append(f"no column is the {field.name}. Say which: {example}")
    return None


def _nearest(name: str, groups: Iterable[frozenset[str]], columns: Sequence[str]) -> str | None:
    plain = {_plain(column): column for column in columns}
    for wanted in (name, *sorted(word for group in groups for word in group)):
        near = get_close_matches(_plain(wanted), plain, 1, 0.75)
        if near:
            return plain[near[0]]
    return None


def _meant(wanted: str, names: Iterable[str]) -> str:
    """A guess at what was meant, to be put behind."""
    plain = {_plain(name): name for name in names}
    near = get_close_matches(_plain(wanted), plain, 1, _LEAST_LIKE)
    return f'; did you mean "{plain[near[0]]}"?' if near else ""
