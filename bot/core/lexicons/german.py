"""How people answer in German, with "ä" or "ae"."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.lexicon import Lexicon, Value, answers, listed, remarks, valued
from bot.core.survey import QuestionKind

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SPELLED_EITHER = str.maketrans({"ä": "ae?", "ö": "oe?", "ü": "ue?"})


def _both(phrases: Iterable[str]) -> tuple[str, ...]:
    """Each phrase in both spellings; the marks are folded away later."""
    return tuple(dict.fromkeys(way for phrase in phrases for way in (phrase, phrase.translate(_SPELLED_OUT))))


def _phrases(phrases: str) -> tuple[str, ...]:
    return _both(listed(phrases))


def _valued(table: dict[Value, str]) -> dict[str, Value]:
    return {way: value for phrase, value in valued(table).items() for way in _both((phrase,))}


def _either(pattern: str) -> str:
    return pattern.translate(_SPELLED_EITHER)


def _patterns(*patterns: str) -> tuple[str, ...]:
    return tuple(map(_either, patterns))


_ONE_STAR = {"ein stern": 1, "einen stern": 1, "nur ein stern": 1, "nur einen stern": 1}
_NUMBERS = {
    0: "null",
    1: "eins",
    2: "zwei | zwo",
    3: "drei | drai",
    4: "vier | fier",
    5: "fünf",
    6: "sechs | seks | secks",
    7: "sieben | siben | siebn | sibn",
    8: "acht | ahct | achd",
    9: "neun | noin | neunn",
    10: "zehn | zehen",
    11: "elf",
    12: "zwölf",
    20: "zwanzig",
    100: "hundert",
}
_SATISFACTION_5 = {
    1: """sehr unzufrieden | äußerst unzufrieden | extrem unzufrieden | völlig unzufrieden | total unzufrieden
        | absolut unzufrieden | überhaupt nicht zufrieden | gar nicht zufrieden | absolut nicht zufrieden""",
    2: """unzufrieden | eher unzufrieden | etwas unzufrieden | nicht zufrieden | nicht so zufrieden
        | eher nicht zufrieden | nicht sehr zufrieden | nicht wirklich zufrieden | ziemlich unzufrieden""",
    3: "neutral | weder noch | weder zufrieden noch unzufrieden | teils teils | teils zufrieden",
    4: "zufrieden | eher zufrieden | ganz zufrieden | ziemlich zufrieden | recht zufrieden | weitgehend zufrieden",
    5: """sehr zufrieden | äußerst zufrieden | extrem zufrieden | völlig zufrieden | total zufrieden
        | absolut zufrieden | rundum zufrieden | vollkommen zufrieden | voll zufrieden | super zufrieden
        | mega zufrieden | voll und ganz zufrieden | höchst zufrieden | komplett zufrieden""",
}
_HAPPY_5 = {
    1: "überhaupt nicht ~ | gar nicht ~ | absolut nicht ~ | null ~ | kein bisschen ~",
    2: "nicht ~ | nicht so ~ | nicht sehr ~ | nicht wirklich ~ | eher nicht ~ | nicht besonders ~ | wenig ~",
    4: "~ | eher ~ | ganz ~ | ziemlich ~ | recht ~ | eigentlich ~ | größtenteils ~ | überwiegend ~ | im großen und ganzen ~",
    5: "sehr ~ | super ~ | mega ~ | total ~ | voll ~ | richtig ~ | echt ~ | absolut ~ | so ~ | sehr sehr ~ | wirklich ~ | 100% ~ | überaus ~ | äußerst ~",
}
_AGREEMENT_7 = {
    1: """stimme überhaupt nicht zu | stimme gar nicht zu | stimme absolut nicht zu | trifft gar nicht zu
        | stimme ganz und gar nicht zu | trifft überhaupt nicht zu | überhaupt nicht | stimme garnicht zu""",
    2: "stimme nicht zu | trifft nicht zu | stimme dem nicht zu | lehne ab | lehne ich ab",
    3: "stimme eher nicht zu | trifft eher nicht zu | eher nicht | stimme teilweise nicht zu",
    4: "neutral | weder noch | teils teils | unentschieden",
    5: "stimme eher zu | trifft eher zu | stimme teilweise zu | stimme etwas zu | trifft teilweise zu",
    6: "stimme zu | stimme dem zu | trifft zu | stimme ich zu",
    7: """stimme voll zu | stimme voll und ganz zu | stimme völlig zu | stimme vollkommen zu | trifft voll zu
        | stimme absolut zu | stimme total zu | trifft voll und ganz zu | voll und ganz | stimme sehr zu
        | stimme stark zu | volle zustimmung | stimme vollständig zu | stimme komplett zu""",
}
_YES_NO = {
    1: """auf jeden | aber hallo | aber klar | aber sicher | ja auf jeden | ja unbedingt | ja immer | immer | stimmt | yes | yep | jaja | joo | jau | ja doch | logo | sicher | definitiv | absolut | ja definitiv | ja absolut | ja war es | ja wars | ja hat es | ja klar doch | sehr gerne | ja gerne | immer wieder | ja immer wieder | unbedingt | jederzeit | ja jederzeit | ja | jo | joa | jap | jep | jup | jepp | jawohl | jaa | jaaa | ja klar | klar | na klar | aber ja | ja bin ich
        | ja sicher | natürlich | auf jeden fall | gut | daumen hoch | daumen rauf | daumen nach oben | hoch
        | passt | ja passt | alles gut | ja alles gut | ja sehr | ja total | ja auf jeden fall | jawoll | yo""",
    0: """neee | nööö | nein nein | auf keinen fall | nein auf keinen fall | keinesfalls | nie wieder | nee du | nö du | nein du | nee ey | nä du | nope sorry | nee sorry | nie im leben | im leben nicht | nie und nimmer | nicht im traum | auf gar keinen fall | vergiss es | eher weniger | weniger | nicht mehr | nein nicht mehr | glaub nicht | glaube nicht | ich glaube nicht | denke nicht | denk nicht | ich denke nicht | wüsste nicht | niemals | nein niemals | bestimmt nicht | sicher nicht | ganz sicher nicht | nein danke nicht | eher nein | nein eher nicht | nein nicht wirklich | nein überhaupt nicht | nicht mal ansatzweise | null | wohl kaum | kaum | geht gar nicht | nein | nope | nop | nö | nöö | nee | ne | nä | nei | leider nein | leider nicht | nein leider nicht | nicht gut | schlecht
        | daumen runter | daumen nach unten | runter | nein bin ich nicht | noch nicht | immer noch nicht | überhaupt nicht
        | nein noch nicht | nein immer noch nicht | gar nicht | nein gar nicht | nicht wirklich | eher nicht""",
}
_ASKS = "(?:umfragen?|nachrichten?|fragen?|mails?|e mails?|sms|befragungen?|anfragen?|bewertungsanfragen|werbung|sowas|so was|das|spam)"
_NOW = (
    "(?:grade?|gerade|jetzt|leider|momentan|im moment|im augenblick|heute|dafür|dazu|hierfür|eben|echt|"
    "grad|akut|gerad|sorry|noch immer|immer noch|gar keine|mega|vllt|vielleicht|wirklich|gar|aktuell|zur zeit|derzeit|noch|nur|total|sehr|ziemlich|voll|zu|etwas|bisschen)"
)
_POLITE = "(?:bitte|mal|doch|endlich|einfach|jetzt|sofort|ab sofort|direkt|gern|gerne|heute|morgen|dringend|kurz|dann|schnell|zeitnah|umgehend|auch|noch)"
_THEN = "(?:heut abend|heute nachmittag|heut nachmittag|abends|am nachmittag|nach der arbeit|nach feierabend|nachm essen|wenn ich (?:zuhause|zu hause|daheim|zeit hab|zeit habe|fertig|wieder da)(?: bin)?|in (?:ner|einer|paar|ein paar|zwei|\\d+) (?:stunden?|minuten?|min|std|tagen)|übermorgen|irgendwann|bald|die nächsten tage|das wochenende|übers wochenende|nächstes wochenende|später|nachher|morgen|gleich|heute abend|abends|am abend|nächste woche|in einer stunde|die tage|demnächst|dann|am wochenende)"
_YOU = "(?:ihr|sie|du|jemand|jmd|einer|wer|man|irgendjemand|irgendwer|ein mensch|ein mitarbeiter|eine mitarbeiterin|der chef|die chefin|einer von euch|jemand von euch|jemand von ihnen)"
_ARTICLES = (
    "(?:(?:einem|einer|einen|eine|ein|nem|ner|nen|n|dem|der|den|die|eurem|eurer|ihrem|ihrer|deinem|irgendeinem|"
    "irgendeiner|echte|echten|echter|richtigen|wirklichen|lebenden|lebendigen|realen|zuständigen|verantwortlichen|von|der|menschlichen) )*"
)
_PERSON = (
    "(?:mensch|menschen|person|jemand|jemandem|jemanden|jmd|mitarbeiter|mitarbeiterin|mitarbeitern|chef|chefin|"
    "manager|managerin|leiter|leiterin|leitung|filialleiter|filialleiterin|filialleitung|geschäftsführer|"
    "geschäftsführerin|geschäftsführung|inhaber|inhaberin|kundendienst|kundenservice|kundenbetreuung|support|"
    "service|team|berater|beraterin|ansprechpartner|ansprechpartnerin|verantwortlichen|verantwortlicher|"
    "vorgesetzten|zuständigen|euch|ihnen|personal)(?: (?:von euch|von ihnen|bei euch|aus dem team|echtem|echtes|echten|reden))*"
)
_WISH = (
    "(?:(?:ich )?(?:will|möchte|muss|würde|würd|brauche)|(?:kann|könnte|dürfte|darf) (?:ich|man)|"
    "(?:können|könnten) wir|lasst mich|lass mich|lassen sie mich|wie kann ich|wo kann ich|besteht die möglichkeit)"
)
_ABOUT = "(?: (?:über|wegen|zu|bezüglich) (?:\\w+ ){0,5}\\w+)?"


def _happy() -> dict[str, int]:
    adjectives = ("zufrieden", "glücklich", "happy")
    return {way: n for one, n in valued(_HAPPY_5, *adjectives).items() for way in _both((one,))}


_DEGREES = """schwer | bitter | herb | mächtig | extrem | unglaublich | wahnsinnig | unheimlich | maßlos | komplett | völlig | tierisch | sau | krass | recht | überraschend | etwas | ehrlich gesagt | sehr | super | so | echt | wirklich | total | voll | mega | richtig | ganz | ziemlich | recht | absolut | einfach
    | immer | alles | alle | insgesamt | eigentlich | leider | zu | viel zu | etwas | bisschen | ein bisschen | bissl | danke | gerne wieder
    | wieder | wie immer | eher | halt | nur | war | ging | hat | lief | geht | läuft | fand ich | finde ich"""
_JUDGED = """nichts besonderes | gut | super | toll | klasse | prima | spitze | top | perfekt | einfach | leicht | schnell | schön | lecker | freundlich
    | nett | hilfreich | unkompliziert | problemlos | reibungslos | ok | okay | in ordnung | geht so | naja | mittelmäßig | so lala
    | schlecht | mies | furchtbar | schrecklich | katastrophe | katastrophal | enttäuschend | enttäuscht | eine frechheit | frechheit | unverschämt | unfreundlich | unprofessionell | überteuert | traurig | ärgerlich | sauer | wütend | verärgert | ein witz | ein reinfall | reinfall | nie mehr | begeistert | einwandfrei | tadellos | makellos | sauber | erste sahne | der hammer | hammer | ein traum | traumhaft | zu lange gewartet | grottig | scheiße | kacke
    | langsam | teuer | zu teuer | kompliziert | umständlich | schwierig | zufrieden | nicht gut | nicht so gut | nicht zufrieden
    | geht besser | könnte besser sein | da geht noch was | gerne wieder | gern wieder | immer wieder | jederzeit wieder
    | immer wieder gerne | weiter so | empfehlenswert | sehr empfehlenswert | nie wieder | nicht zu empfehlen | lob | geschmeckt
    | geklappt | gefallen | wie immer | ausgezeichnet | hervorragend | genial | geil | nice | cool | besser | beste"""
_UNCOUNTED = _either(
    r"(?:der|die|das)\s+(?!falsch|gleich|selb|ander|richtig)\w|(?:mein|meine|euer|eure|ihr|ihre|ich|es|wir|man|alles|hat|habe|hab|bin|war|wurde|musste|konnte|wollte|durfte|finde|fand|warte|wartete|muss|kann|leider|trotz|wegen|obwohl|nie|niemand|keiner)\s+\w|"
    r"(?:service|essen|qualität|personal|bedienung|ware|verpackung|versand|preis|kundenservice|kundendienst|app|"
    r"website|webseite|seite|suppe|beratung|hotline|kommunikation|stimmung)"
    r"\s+(?:war|ist|kam|hat|hatte|könnte|lässt|ging|wurde|top|super|ok|okay|schlecht|gut|zu|sehr|leider|toll|nie|nicht|schnell|langsam)\b"
)
_STATES = "erledigt|geklärt|gelöst|behoben|gefixt|in ordnung|repariert|ersetzt|erstattet|geregelt|alles gut|alles ok|alles klar"

_BEGINNING = _either(
    r"(?:uns(?:er|ere|erem|eren|re)|dein|deine|sein|seine|meine[mn]|eure[mn]|ihre[mn])\s+(?!\d)[a-z]|"
    r"(?:liebe|mag|mochte|kam|kommt|dauerte?|ging|geht|hielt|hält|passte?|blieb|klappte?|lief|läuft|funktioniert|schmeckte?|gibt|gab|"
    r"würde|werde|bekam|bestellte|rief|gerne|gern|sehr|super|echt|so|viel|schade|danke|vielen|er|du|jemand|mich|mir|uns|dies\w*|was|warum|"
    r"trotzdem|ansonsten|immer|niemals|endlich|hoffentlich|nix|nichts|niemand|bissl|bisschen|ein\s+bisschen|etwas|schon|"
    r"ihr|sie|wirklich|absolut|total|einfach|bei|im|am|beim|bzgl|laut|insg\w*|insgesamt|zum|zur)\s+(?!viele|gro(?:ss|ß)e|kleine|\d)[a-z]|"
    r"nicht\s+(?:was|so|wie|das|der|die|mein\w*|mehr|wirklich|besonders|ganz|gerade|grad|schlecht|gut|schön|zu|ideal|empfehl\w*)\b|"
    r"(?:gut|nett|schön|toll|schlecht|freundlich|mies|lecker|unfreundlich|schnell|langsam|schrecklich|furchtbar|klasse|top|super|mega|gute|nette|"
    r"tolle|schlechte|schnelle|freundliche|schlechteste|beste)(?:e[sr])?\s+(?:service|personal|essen|qualität|beratung|bedienung|lieferung|"
    r"team|laden|preis|versand|ware|verpackung|stimmung|auswahl|preis\w*|kundenservice|support|erfahrung|ambiente|atmosphäre)\b|"
    r"(?:farbe|verpackung|lieferung|qualität|rei(?:ss|ß)verschluss|naht|stoff|material|passform|akku|display|boden|essen|suppe|kaffee|geschmack|"
    r"geruch|bedienung|beratung|personal|hotline|lieferdienst|bildschirm|schraube|griff|deckel|kabel|motor|sohle|versand|kunden\w+|website|webseite|preis|"
    r"service|ware|paket|kellnerin|verkäuferin|mitarbeiterin|wartezeit|abholung|zahlung|rechnung|pizza|tür|app|seite|kleidung)"
    r"\s+(?!und\b|\d)[a-z]"
)
_GOES_ON = _either(
    r"(?:und|aber|für|mit|nur|bis\s+auf|wegen|bei|im|am|nach|trotz|obwohl|weil|wie|da|zu|jedoch|dafür)\b(?!.*\b(?:andere[nrs]?|rest|eine[rs]?|\d+)\b)"
)

_MIDDLE = "geht so | geht so naja | so lala | solala | naja geht so | es geht so | mittelmäßig | mittel | durchwachsen | weder gut noch schlecht | nicht gut nicht schlecht | halb halb | fifty fifty | mittelprächtig | durchschnittlich | durchschnitt"

GERMAN = Lexicon(
    numbers=_valued(_NUMBERS),
    number_glue=frozenset(
        _phrases(
            "oder | und | bis | zwischen | von | etwa | ungefähr | ca | circa | fast | so | vielleicht | eine | ne"
            " | ein | einhalb | halb | komma | eher | irgendwo | irgendwas | knapp | um | die | rund | eigentlich"
        )
    ),
    out_of=_phrases("von | aus"),
    stars=_phrases("sterne | stern | sternen | sternchen"),
    points=_phrases("punkte | punkt | punkten | pkt | pkte"),
    lead_in_regex=_patterns(
        "na+ ?ja+",
        "also",
        "h+m+",
        "ä+h*m*",
        "ö+h*m*",
        "tja",
        "joa",
        "puh",
        "ok(?:ay)?",
        "hi",
        "hallo",
        "hey",
        "moin",
        "guten (?:tag|morgen|abend)",
        "vielleicht|vllt|vlt|viell|evtl|eventuell",
        "wahrscheinlich",
        "wohl",
        "bestimmt",
        "definitiv",
        "absolut",
        "auf jeden fall",
        "ehrlich(?: gesagt)?",
        "insgesamt",
        "alles in allem",
        "locker",
        "ganz",
        "eher",
        "nur",
        "(?:glatt|klar|solid|gut|stark|voll|satt|knapp|verdient|schwach|dick)e?[rsn]?",
        "so",
        "mal",
        "(?:ne|nen|n|eine?[nrs]?|die|der|das)",
        "sagen wir",
        "(?:ich |wir )?(?:geb|gebe|geben|gib|vergeb)(?: (?:ich|wir|euch|ihnen|dir|mal))*",
        "(?:irgendwie|vom gefühl her|gefühlt|gefühlsmäßig)",
        "(?:ich )?(?:würde?|würd)(?: ich)?(?: mal)? (?:sagen|meinen|schätzen)",
        "ich (?:denke?|glaube?|sage?|meine?|finde?|schätze?|tippe|nehme?|wähle|vergebe|gebe?)",
        "von mir",
        "(?:da )?(?:gibts|gibt es|bekommt ihr|kriegt ihr|bekommen sie)",
        "(?:meine |gesamt)?(?:bewertung|antwort|wertung|punktzahl|stimme)(?: ist| wäre|:)?",
        "(?:es|das) (?:ist|war)",
        "(?:ich )?(?:bin|war)",
        "wir (?:sind|waren)",
        "sind",
        "(?:würd|würde)",
        "(?:das|dafür|hier|da|von mir|dann)(?: (?:gibts?|gibt es|sind|ist|wären))",
        "(?:gibts?|gibt es|kriegt ihr|bekommt ihr)",
        "kp",
        "tendiere zu",
        "sag(?:e|en wir)?(?: mal)?",
        "(?:note|wert|zahl)(?: ist|:)?",
        "ich",
        "wir",
        "auf",
        "bitte",
        "war",
        "mit",
    ),
    verdict_regex=_either(
        r"\b(?:(?:ich|wir)\s+)?(?:geben?|gib|vergeben?|würden?|würd|bewerten?|werten?|gegeben|verdient)"
        r"(?:\s+(?:ich|wir|euch|ihnen|dir|ihm|es|mal|hier|dafür|da|gern|gerne|mit|von|mir|eine\s+bewertung\s+von|"
        r"(?:den|das|dem|der|die|euren|eurem|eurer|ihren|ihrem|ihrer|diesem|dieser)\s+[\w-]+))*"
        r"(?:\s+(?:einen|einer|eine|ne|nen|die|volle|glatte|klare|gute|solide|starke|knappe|dicke))*\s*:?\s*"
    ),
    hedge_regex=_either(
        r"\b(?:nicht|nie|niemals|keine?n?|kaum|statt|anstatt|hätten?|hätt|wären?|wär|könnten?|sollten?|sonst|"
        r"normalerweise|normal|eigentlich|früher|vorher|bisher|letztes\s+mal|letzte\s+mal|beim\s+letzten|fast|beinahe|"
        r"minus|weniger|mehr|abzug|wenn|falls|außer|erwartet|angeblich|andere[rn]?|gesehen|gelesen|online|im\s+internet|bei\s+google|laut|versprochen|mann|frau|freund|freundin|kollege)\b"
    ),
    condition_regex=_either(
        r"(?:wenns?|wennst|falls|sofern|sobald|gesehen\b|gelesen\b|online\b|im\s+(?:internet|netz)|(?:bei|auf)\s+google|wär(?:e|et|en|t)|waer|hätt(?:e|et|en)?|würdet|würden)\b"
    ),
    after_rating=_phrases(
        "haha* | hihi* | lol | weil | da | denn | aber | doch | jedoch | obwohl | allerdings | nur | leider | bitte | danke | vielen dank"
        " | dankeschön | insgesamt | denke ich | denk ich | glaube ich | glaub ich | würde ich sagen | von mir"
        " | auf jeden fall | definitiv | trotz* | für mich | dank | wegen | lg | mfg | bin | alles"
    ),
    after_verdict=_phrases(
        "für | und | als | so | gern | gerne | wieder | immer wieder | jederzeit | top | super | klasse | toll | mega"
        " | empfehlenswert | sehr gut | würde | war | der | die | das | service | essen | heute | diesmal | gut | echt"
    ),
    counted=frozenset(
        _phrases(
            "artikel | artikeln | stück | teil | teile | teilen | sachen | produkt | produkte | produkten | ding | dinge | dingen"
            " | kiste | kisten | flasche | flaschen | gericht | gerichte | gerichten | bestellung | bestellungen | personen | leute"
            " | leuten | mal | male | malen | besuch | besuche | besuchen | lieferung | lieferungen | pakete | paketen | minute | minuten"
            " | min | stunde | stunden | std | tag | tage | tagen | woche | wochen | monat | monate | monaten | jahr | jahre | jahren"
            " | euro | prozent | uhr | positionen | gästen | gäste | pizzen | portionen | stock | etage | versuch | anlauf"
        )
    ),
    labels={
        QuestionKind.CSAT: _happy()
        | _valued(_SATISFACTION_5)
        | _ONE_STAR
        | dict.fromkeys(_phrases(_MIDDLE), 3),
        QuestionKind.STARS: _ONE_STAR,
        QuestionKind.CES: _valued(_AGREEMENT_7),
        QuestionKind.NPS: _valued(
            {
                0: "überhaupt nicht wahrscheinlich | gar nicht wahrscheinlich | äußerst unwahrscheinlich",
                10: "äußerst wahrscheinlich | extrem wahrscheinlich | höchst wahrscheinlich",
            }
        ),
        QuestionKind.THUMBS: _valued(_YES_NO),
    },
    remark_regex=remarks(
        " | ".join(_phrases(_DEGREES)),
        " | ".join(_phrases(_JUDGED)),
        "war | es war | das war | alles war | ist | ging | lief | hat | alles",
        rf"{_UNCOUNTED}|{_BEGINNING}",
        _GOES_ON,
    ),
    shortened=_valued(
        {
            "nicht": "ned | net | nich | nit | ni | nicht",
            "nichts": "nix | nüx | nixx | garnix",
            "vielleicht": "vllt | vlt | viell | vllcht",
            "irgendwie": "iwie",
            "irgendwann": "iwann",
            "jemand": "iwer | jmd | jmnd",
            "keine ahnung": "ka | kp",
            "habe": "hab",
            "ist": "is",
            "gerade": "grad | grade",
            "einen": "nen",
            "einem": "nem",
            "einer": "ner",
            "mit einem": "mim",
            "bitte": "pls | plz | bidde | bütte",
            "danke": "thx | dnk | dange",
            "und": "u",
            "auch": "auch",
            "nachrichten": "msgs",
            "nachricht": "msg",
            "heute": "heut",
            "später": "spöter | speter",
            "schreibe": "schreib",
            "antworte": "antwort",
            "wieder": "wida",
            "euch": "eich",
        }
    ),
    joiners=_phrases("und | oder | plus | auch | dann | sowie | der | die | das"),
    connectives=_phrases("weil | da | denn | aber | obwohl | allerdings | wegen | leider"),
    courtesies=_phrases(
        "bitte | danke | vielen dank | danke schön | dankeschön | sorry | entschuldigung | tut mir leid | ok | okay | hi | hallo"
        " | hey | moin | servus | guten tag | guten morgen | guten abend | liebe grüße | lg | mfg | also | ähm | äh | oh | leute | ach"
        " | dankee | dnk | nochmals | thx | merci | vg | gruß | grüße | ihr lieben | bidde | pls | besten dank | herzlichen dank | danke euch | naja"
    ),
    pleasantries=frozenset(
        _phrases(
            "hallo | hallo zusammen | hi | hey | moin | servus | grüezi | grüß gott | guten morgen | guten tag | guten abend | ok"
            " | okay | alles klar | klar | gerne | gern | sicher | ja | jo | danke | vielen dank | danke schön | dankeschön | danke dir"
            " | danke euch | danke sehr | tausend dank | besten dank | merci | tschüss | tschüs | ciao | bis bald | start | test"
        )
    ),
    skip=frozenset(
        _phrases(
            "überspringen | überspring | überspring das | diese frage überspringen | frage überspringen | weiter | weiter bitte | nächste"
            " | nächste frage | nächste bitte | die nächste | auslassen | weglassen | nein | nö | nöö | nee | ne | nope | nein danke | nö danke | nee danke"
            " | danke nein | nichts | nix | garnix | gar nix | gar nichts | garnichts | nichts weiter | sonst nichts | weiter nichts | nichts mehr"
            " | nichts besonderes | nichts zu sagen | nichts hinzuzufügen | eigentlich nichts | nicht wirklich | keine ahnung | ka | k a | kp"
            " | kein plan | keinen plan | keine angabe | keine angaben | keine meinung | kein kommentar | keine kommentare | keine anmerkung"
            " | keine anmerkungen | keine antwort | keine idee | weiß nicht | weiß ich nicht | ich weiß nicht | ich weiß es nicht | weiß net"
            " | weiss nich | weiß nich | weiß ich jetzt nicht | keine | keins | keiner | passe | ich passe | pass | egal | mir egal | ist mir egal"
            " | das wars | das wars schon | das ist alles | war alles | mehr nicht | alles gesagt | siehe oben | s o | wie oben"
            " | fällt mir nichts ein | mir fällt nichts ein | mir fällt gerade nichts ein | fällt mir gerade nichts ein | mir fällt nix ein"
            " | fällt mir grad nix ein | mir fällt da nichts ein | nicht zutreffend | trifft nicht zu | entfällt | möchte ich nicht sagen | will ich nicht sagen"
            " | sag ich nicht | sage ich nicht | lieber nicht | möchte ich nicht beantworten | möchte nicht antworten | will nicht antworten"
            " | dazu sag ich nichts | nichts davon | keines davon | keins davon | bla | bla bla | blabla | k. a. | keine lust | hab nichts"
        )
    ),
    skip_patterns=_patterns(
        r"(?:(?:ich|da|dazu|das|hier|lieber|eigentlich|sorry) )*(?:möchte|will|mag|würde|werde|wollte)(?: (?:ich|dazu|da|das|es|hier|jetzt|lieber|auf|die|diese|frage|darauf|drauf|mich|eigentlich))* (?:nicht|nichts|keine antwort|keine angabe|keinen kommentar)(?: (?:dazu|darauf|drauf|auf|die|diese|frage))* ?(?:antworten|beantworten|sagen|kommentieren|äußern|geben|bewerten|verraten|abgeben|machen)",
        r"(?:(?:ich|lieber) )*(?:antworte|sage|beantworte)(?: (?:ich|das|dazu|darauf|lieber))* (?:nicht|nichts)(?: dazu)?",
        r"(?:nein |nö |ne )?(?:(?:ich |wir )?(?:hab|habe|haben|hätte|wüsste|wüßte) )?(?:(?:da|dem|sonst|eigentlich|ich|jetzt|grad|gerade|leider|dazu) )*(?:nichts|nix|garnichts|gar nichts|garnix)"
        r"(?: (?:weiter|mehr|weiteres|besonderes|großes|anderes|konkretes|spezielles))*(?: (?:hinzuzufügen|zu sagen|zu ergänzen|zu melden|zum hinzufügen|dazu|ein|sagen|anzumerken|beizutragen|zu berichten|loszuwerden))?(?: (?:dazu|mehr|danke))*",
        r"(?:mir )?(?:fällt|fallt) (?:mir )?(?:(?:grad|grade|gerade|jetzt|da|dazu|spontan|leider|so) )*(?:nichts|nix)(?: (?:mehr|weiter|besseres))? ein",
        r"(?:ich )?(?:weiß|weis|weiss|wes)(?: (?:ich|es|das))*(?: (?:grad|gerade|jetzt|leider|echt|auch|so|genau|wirklich|spontan))* (?:nicht|net|nich|ned)(?: (?:genau|so recht|sorry))*",
        r"(?:(?:die|diese|das|bitte|frage|mal|ich|würde|will|möchte|lieber) )*(?:überspringen|auslassen|weglassen|skippen|passen|skip)(?: bitte)?",
        r"(?:(?:hab|habe|ich) )*(?:kein|keine|keinen|null) (?:kommentar|ahnung|plan|meinung|idee|bock|peil|antwort|angabe|anmerkung|anmerkungen|vorschläge|wünsche|lust)(?: (?:dazu|sorry|grad|gerade|echt|leider|mehr))*",
        r"(?:(?:bitte|gib|gebt|zur|zu|die|mit|mach|macht|geh|geht|gehen|weiter|wir|lass|lasst|uns|einfach|mal|dann|zeig|mir) )*(?:nächste[nrs]?|nächste|folgende|danach)(?: (?:frage|bitte|dann|her|mal|fragen|kommen))*",
        r"(?:die|das|der) (?:danach|dahinter|darauf)|die frage (?:danach|dahinter)",
        r"(?:(?:das|die|diese|den|lieber|hier|ich|wir|frage|mal|einfach) )*(?:lass|lasse|lassen)(?: (?:ich|wir|das|die|diese|frage|mal|lieber|es|hier))* (?:aus|weg|sein|durchgehen|offen|unbeantwortet|leer)",
    ),
    later=frozenset(
        _phrases(
            "später | vielleicht später | später vielleicht | lieber später | etwas später | später bitte | nicht jetzt | jetzt nicht | nein jetzt nicht | grad nicht"
            " | grade nicht | gerade nicht | im moment nicht | momentan nicht | heute nicht | heute nicht mehr | nicht heute | morgen | vielleicht morgen"
            " | morgen dann | ein andermal | andermal | ein anderes mal | anderes mal | nächstes mal | keine zeit | moment | moment mal | einen moment | kurz warten | warte | warte mal"
            " | nachher | bis später | schlechter zeitpunkt | ungünstig | gerade ungünstig | grad ungünstig | passt gerade nicht | passt grad nicht | passt jetzt nicht"
            " | noch nicht | heute abend | beschäftigt | bin beschäftigt | bin unterwegs | unterwegs | im stress | stress | viel zu tun | bin in eile | in eile"
        )
    ),
    later_patterns=_patterns(
        rf"(?:(?:ich|dann|euch|ihnen|dir|wir|mal|es|ok|werde|würde|will|kann|muss) )*(?:schreibe?|antworte|melde mich|sage?|mache?|bewerte|schaue?|fülle?|beantworte|gebe?|erzähle?)(?: (?:ich|euch|ihnen|dir|es|das|mich|bescheid|dann|erst|lieber|aus|mal|was|feedback))* {_THEN}(?: (?:aus|dann|bescheid|antworten|schreiben))*",
        rf"(?:(?:ich|kann|mag|geht|passt|es|das|da) )*(?:gerade|jetzt|momentan|im moment|heute|aktuell) (?:(?:leider|echt|ich|es) )*nicht(?: (?:antworten|schreiben|reden|{_NOW}))*",
        rf"(?:(?:ich )?(?:hab|habe|hatte|haben) )?(?:{_NOW} )*(?:keine|kein) zeit(?: {_NOW})*",
        rf"(?:ich )?(?:bin|ich) (?:{_NOW} )*(?:beschäftigt|unterwegs|am fahren|am arbeiten|auf (?:der )?arbeit|bei der arbeit|arbeiten|"
        rf"im (?:auto|meeting|stress|urlaub|zug|dienst|büro)|in (?:einem meeting|ner besprechung|einer besprechung|einem termin|eile)|busy|nicht da)(?: {_NOW})*",
        rf"(?:ich )?(?:kann|schaffe?|schaffs) (?:(?:das|es|ich) )*(?:{_NOW} )+nicht(?: {_NOW})*",
        rf"(?:das )?(?:gehts?|passts?|geht es|passt es)(?: (?:mir|bei|das|es|leider))* (?:grade?|gerade|jetzt|momentan|im moment|heute|aktuell)(?: {_NOW})* (?:nicht|schlecht)(?: so gut)?",
        rf"(?:ich )?(?:muss|bin am) (?:{_NOW} )*(?:arbeiten|fahren|weg|los)",
        rf"(?:ich )?(?:mache?|beantworte|antworte?|schreibe?|melde?|sage?|erledige|fülle?)(?: (?:ich|das|es|dir|euch|ihnen|mich|dann|die))*(?: {_THEN})+(?: (?:aus|mal|noch|nochmal))*",
        rf"(?:könnt ihr |könnten sie |können sie |kannst du )?(?:bitte )?(?:fragt?|fragen sie|meldet?|melden sie|schreibt?|schreiben sie|erinnert?|erinnern sie)"
        rf"(?: (?:mich|mir|euch|dich|sich|uns|bitte|doch|einfach|mal|noch|wieder|nochmal|dran|daran))*(?: {_THEN})+(?: (?:nochmal|noch mal|wieder|dran|daran|an|bitte|einmal|erneut))*",
        rf"(?:(?:lieber|vllt|vielleicht|eher|evtl|gern|gerne|besser|erst|dann|mal|ja) )*{_THEN}(?: (?:vllt|vielleicht|evtl|gern|gerne|ok|okay|lieber|erst|mal|dann|oder so|eher|ja))*",
        rf"(?:{_NOW} )*(?:ich )?(?:(?:bin|sitze|sitz|steh|stehe|ich) )?(?:{_NOW} )*(?:am (?:fahren|arbeiten|kochen|essen|schlafen|telefonieren)|im (?:auto|bus|zug|meeting|stress|termin|bett|urlaub|unterricht|gespräch)|"
        rf"in (?:der (?:arbeit|schule|uni|bahn|besprechung)|der pause|ner sitzung|einer sitzung|terminen|ner besprechung)|beim (?:arzt|essen|sport|einkaufen|kochen|fahren)|auf (?:arbeit|der arbeit|dem sprung|der autobahn)|stress|stressig|am steuer|nicht zu hause|nicht zuhause|nicht daheim)(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:ich )?(?:bin|sitze|sitz|steh|stehe|bin ich|häng|hänge)(?: (?:{_NOW}|ich))* (?:beim|bei der|bei meiner|bei meinem|bei meinen|im|in der|in einer|in einem|in ner|in nem|am|auf der|auf dem|aufm|auf einer|auf nem|an der|unter der) (?!himmel|recht|ende|boden)\w+(?: {_NOW})*",
        rf"(?:(?:können|könnten|kann|könnt|lass|lassen|lasst|machen|reden|würde|würd|will|möchte|ich|wir|ihr|uns|man|das|es|dazu|darüber|sie|gern|gerne|lieber|bitte|mal) )*{_THEN}(?: (?:machen|reden|sprechen|antworten|erledigen|ausfüllen|bewerten|schreiben|nachholen|beantworten|tun|bitte))+",
        rf"(?:ich )?(?:hab|habe|haben|hatte)(?: (?:{_NOW}|ich|wir))* (?:(?:viel|noch|was|einiges|genug|anderes|so viel|zuviel|leider) )*(?:zu tun|um die ohren|besuch|dienst|schicht|ein meeting|einen termin|nen termin|termine|unterricht|stress|streß)(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:ist |es ist |ists )?(?:{_NOW} )*(?:schlecht|ungünstig|stressig|ganz schlecht|blöd|doof)(?: (?:bei mir|{_NOW}))*",
        rf"(?:{_NOW} )*(?:kann|geht|gehts|passt)(?: (?:ich|mir|das|es))*(?: {_NOW})+ (?:nicht|nich|net|ned|schlecht|leider nicht)(?: {_NOW})*",
        r"(?:(?:gib|gebt|geben sie) mir|brauch|brauche|noch) (?:noch )?(?:\d+|ein|eine|einen|paar|ein paar|fünf|ne|kurz) (?:min|minute|minuten|moment|sekunde|sekunden|stunde|stunden|tage|zeit|bisschen)(?: (?:zeit|bitte))*",
        rf"(?:{_THEN} )(?:bitte|nochmal|gerne|gern|wieder|mal|vielleicht|mach ich|antworte ich|melde ich mich)+",
        rf"(?:(?:lieber|gern|gerne|vielleicht|vllt|ja|mach ich) )*{_THEN}(?: (?:ok|okay|passt|gerne|gern|ginge|in ordnung|klar|jo|ja|dann|mir|wäre besser|ist besser|lieber|vllt|vielleicht|okey|oke|alles klar))+",
    ),
    opt_out=frozenset(
        _phrases(
            "stop | stopp  | nicht mehr fragen | keine fragen mehr | keine fragen mehr bekommen | fragen abstellen | stoppt | stoppen | stopp das | stop das | abmelden | abbestellen | abbestellung | aufhören | hör auf | hört auf | hören sie auf"
            " | schluss | schluss damit | schluss jetzt | schluss aus | nie wieder | nie mehr | lass mich | lasst mich | lass das | lasst das | verschwinde"
            " | verschwindet | haut ab | hau ab | geh weg | geht weg | austragen | nerv nicht | nervt nicht | ihr nervt | du nervst | "
            " | keine umfragen | keine nachrichten | keine nachrichten mehr | abmeldung | nicht mehr schreiben | nicht mehr fragen | jetzt ist schluss | mir reichts | reicht jetzt | es reicht | reicht | genug | genug jetzt | unsubscribe | löscht mich | raus aus der liste | kein bock mehr | nicht mehr kontaktieren | nicht mehr anschreiben"
        )
    ),
    opt_out_patterns=_patterns(
        rf"(?:{_POLITE} )*(?:(?:ich|wir|das|sowas) )*(?:will|möchte|wollen|möchten|mag|brauche)(?: (?:ich|wir|{_POLITE}))*(?: (?:das|dies|diese|diesen|so|sowas|solche|keine|kein|nichts|sachen|davon|weiteren?|{_ASKS}|von euch|von ihnen|hier))*(?: (?:nicht|nie|nichts))?(?: (?:mehr|nie wieder|wieder))+(?: (?:von euch|von ihnen|{_ASKS}|das|sowas))*(?: (?:bekommen|erhalten|kriegen|haben|gefragt werden|lesen|sehen|hören|empfangen))+",
        rf"(?:{_POLITE} )*keine (?:weiteren|mehr|neuen) {_ASKS}(?: (?:mehr|{_POLITE}|danke|schicken|senden))*",
        rf"(?:{_POLITE} )*(?:hört?|hören sie|könnt ihr|können sie|kannst du)(?: (?:{_POLITE}|damit|mit|auf|mich|mir|uns|ständig|dauernd|immer|ewig|andauernd|weiter|"
        rf"diesen?|dieser|den|euren|ihren|dem|der|ganzen|{_ASKS}))*"
        r" (?:zu (?:schreiben|fragen|nerven|belästigen|kontaktieren|spammen|stören|schicken|senden|texten|löchern|quälen)|anzuschreiben|anzurufen|"
        r"zuzuspammen|vollzuspammen|auszufragen|zuzutexten|aufhören(?: mich zu fragen| mir zu schreiben)?)(?: bitte)?",
        rf"(?:{_POLITE} )*(?:hört?|hören sie|schluss|stoppt?|stopp|stoppen sie)(?: (?:{_POLITE}|auf|damit|mit))*(?: (?:diese[nrm]?|de[nrm]|die|euren?|ihren?|eure|ihre|all|ganzen))*(?: {_ASKS})?(?: (?:auf|bitte|jetzt|endlich))*",
        rf"(?:ich )?(?:(?:will|möchte|mag|wünsche|brauche) )?(?:{_POLITE} |mehr )*keine (?:{_ASKS} mehr|weiteren {_ASKS}|mehr {_ASKS})"
        r"(?: (?:bekommen|erhalten|kriegen|haben|schicken|senden|von euch|von ihnen|bitte|an mich|mehr|zuschicken|sehen|danke|beantworten))*",
        rf"(?:ich )?(?:will|möchte|mag|wünsche|brauche)(?: (?:{_POLITE}|von euch|von ihnen))* keine (?:solchen |diese |eurer |eure )?{_ASKS}"
        r"(?: (?:bekommen|erhalten|kriegen|haben|von euch|von ihnen|bitte|mehr|sehen|beantworten))*",
        rf"(?:{_POLITE} )*(?:schreibt?|schreiben sie|kontaktiert|kontaktiere|kontaktieren sie|schickt?|schicken sie|sendet|senden sie|nervt?|nerven sie|belästigt|belästigen sie)"
        rf"(?: {_POLITE})* (?:mir|mich|uns)(?: {_POLITE})* (?:nicht|nie|niemals|nichts|keine {_ASKS})(?: (?:mehr|wieder|weiter|an|bitte|zu))*",
        rf"(?:{_POLITE} )*(?:schreibt?|schickt?|sendet?|schicken sie|senden sie|schreiben sie)(?: {_POLITE})* (?:mir|uns)(?: {_POLITE})* (?:{_ASKS}|diese[nrs]? \w+|die|es|dies|den kram|den mist|den quatsch|so ein zeug|solche \w+|so \w+)(?: {_POLITE})* (?:nicht|nie)(?: (?:mehr|wieder|bitte|zu))*",
        rf"(?:{_POLITE} )*(?:hört?|hören sie) auf(?: {_POLITE})* (?:mir|mich|uns)(?: (?:{_ASKS}|das|so|was|zeug|ständig|dauernd|immer|solche|diese))* (?:zu \w+|zuzuschicken)",
        rf"(?:{_POLITE} )*(?:fragt?|fragen sie|ruft?|rufen sie|textet)(?: {_POLITE})* (?:mich|uns)(?: {_POLITE})* (?:nicht|nie|niemals)(?: (?:so was|sowas|an|das))* (?:mehr|wieder)(?: an)?",
        rf"(?:mich |mir )?(?:{_POLITE} )*(?:nicht|nie) (?:mehr|wieder|weiter) (?:fragen|kontaktieren|anschreiben|schreiben|anrufen|belästigen|nerven|stören)",
        rf"ich (?:will|möchte|mag)(?: {_POLITE})* (?:nicht|nie)(?: (?:mehr|wieder|von euch|weiter|länger|ständig|dauernd))* (?:befragt|gefragt|kontaktiert|angeschrieben|belästigt|gestört|genervt|angerufen) werden",
        rf"(?:{_POLITE} )*(?:könnt ihr |können sie |kannst du )?(?:lasst?|lassen sie|mich)(?: (?:mich|uns))?(?: {_POLITE})* in (?:ruhe|frieden)(?: (?:lassen|jetzt|bitte|damit|mit (?:euren|den|diesen|dem) \w+))*",
        rf"(?:{_POLITE} )*(?:ich (?:will|möchte|würde)|wie kann ich|wo kann ich|kann ich)?(?: ?(?:mich|das|gern|gerne|hier|davon|bitte|von \w+ \w+|{_ASKS}))* ?(?:abmelden|austragen|abbestellen)(?: (?:bitte|lassen))*",
        rf"(?:{_POLITE} )*(?:meldet?|melden sie|tragt?|tragen sie|nehmt?|nehmen sie|streicht?|streichen sie|löscht?|löschen sie|werft)(?: {_POLITE})* mich(?: {_POLITE})* "
        r"(?:ab|aus|raus|(?:aus|von) (?:der|eurer|ihrer|dem|eurem|ihrem) (?:\w+ )?(?:liste|verteiler|mailingliste|kartei|datenbank|adressliste)(?: raus| heraus| aus| runter)?)(?: bitte)?",
    ),
    person_patterns=_patterns(
        rf"(?:(?:ich|wir|bitte|mal|doch|kann|könnt|können|könnte|sie|ihr|du|will|möchte|brauche|bräuchte|hätte|gern|gerne|dringend|lieber|jetzt) )*(?:gib|gebt|geben sie|holt|hol|schickt|verbinde|verbindet|verbinden sie|brauche?|bräuchte|will|möchte|hätte gerne?|stell|stellt)(?: (?:mir|mich|uns|mit|bitte|mal|zu|durch zu|jetzt|endlich|einfach|lieber|gerne?|hilfe von|dringend))* {_ARTICLES}{_PERSON}(?: (?:bitte|sprechen|reden|haben|durch|her|dran|jetzt|ans telefon|zum reden|hier))*",
        r"(?:bitte |mal )*(?:um )?(?:anruf|anrufen|rückruf|zurückrufen|ruf an|rufen sie an|ruft an|meldet euch|melden sie sich)(?: (?:bitte|mal|bei mir|zurück|erbeten|mich|gern|gerne))*",
        rf"{_WISH}(?: (?:{_POLITE}|lieber|persönlich|ich))* (?:mit|zu|an) {_ARTICLES}{_PERSON}(?: (?:{_POLITE}|persönlich|in ruhe))*{_ABOUT} (?:sprechen|reden|telefonieren|chatten|schreiben|quatschen|unterhalten|verbunden werden|verbinden|wenden|kontakt aufnehmen)(?: (?:bitte|können|dürfen))*{_ABOUT}",
        rf"(?:{_POLITE} )*(?:mit )?{_ARTICLES}{_PERSON} (?:sprechen|reden|telefonieren|chatten)(?: bitte)?",
        rf"(?:ich )?(?:will|möchte|brauche?|verlange)(?: (?:{_POLITE}|lieber|persönlich|ich))* {_ARTICLES}(?:mensch|menschen|person|mitarbeiter|mitarbeiterin|chef|chefin|manager|ansprechpartner|kundendienst|kundenservice|support|filialleiter|filialleiterin|geschäftsführer|rückruf|anruf|gespräch)(?: {_POLITE})*(?: (?:sprechen|haben|erreichen|anrufen|kontaktieren))?(?: (?:bitte|können))*{_ABOUT}",
        rf"(?:{_POLITE} )*(?:kann|könnte|könnt|können|könnten|kannst|würde|würden|soll|sollte)(?: (?:{_POLITE}|{_YOU}|mich|mir|uns))* (?:anrufen|zurückrufen|kontaktieren|bei mir melden|sich bei mir melden|mich melden|helfen kommen|telefonieren)(?: {_POLITE})*{_ABOUT}",
        rf"(?:{_POLITE} )*(?:kann|könnte|möge|soll|sollte)(?: {_POLITE})* (?:sich )?(?:{_POLITE} )*{_YOU}(?: {_POLITE})* (?:sich )?(?:{_POLITE} )*bei (?:mir|uns) melden{_ABOUT}",
        rf"(?:{_POLITE} )*(?:ruft?|rufen sie|kontaktiert|kontaktieren sie|kontaktiere)(?: {_POLITE})* (?:mich|uns)(?: {_POLITE})*(?: (?:an|zurück))?(?: {_POLITE})*{_ABOUT}",
        rf"(?:{_POLITE} )*(?:meldet?|melden sie)(?: {_POLITE})* (?:euch|dich|sich)(?: {_POLITE})*(?: bei (?:mir|uns))?(?: {_POLITE})*{_ABOUT}",
        rf"(?:ich )?(?:bitte|erbitte|wünsche|verlange|brauche)(?: (?:{_POLITE}|um|einen))* (?:rückruf|anruf|kontaktaufnahme)(?: {_POLITE})*{_ABOUT}",
        rf"(?:{_POLITE} )*(?:um )?(?:rückruf|zurückrufen|anrufen)(?: {_POLITE})*",
        rf"(?:verbindet?|verbinden sie) mich (?:{_POLITE} )*mit {_ARTICLES}{_PERSON}(?: {_POLITE})*",
        r"(?:einen? |n |nen |ne )?(?:echte[rn]? |richtige[rn]? )?(?:mensch|menschen|person)(?: bitte| sprechen)*",
        rf"(?:{_POLITE} )*(?:{_ARTICLES}{_PERSON}|{_YOU}) (?:soll|sollen|möge|muss|müsste|sollte|könnte|kann)(?: (?:{_POLITE}|sich|mich|mir|uns|bei mir|bei uns))* (?:anrufen|zurückrufen|kontaktieren|melden|antworten|helfen|schreiben)(?: {_POLITE})*{_ABOUT}",
        rf"(?:{_POLITE} )*(?:gebt?|geben sie|holt?|holen sie|schickt?)(?: {_POLITE})* (?:mir|uns)(?: {_POLITE})* {_ARTICLES}{_PERSON}(?: (?:ans telefon|her|{_POLITE}))*",
        rf"(?:{_POLITE} )*(?:kann|könnte)(?: (?:mich|mir|uns|ich))* (?:{_POLITE} )*(?:{_YOU}|wer|{_ARTICLES}{_PERSON})(?: (?:{_POLITE}|mich|mir|uns|von euch|aus dem team))* (?:anrufen|zurückrufen|kontaktieren|helfen|antworten|melden|sprechen)",
        rf"(?:{_POLITE} )*{_ARTICLES}(?:mitarbeiter|mitarbeiterin|ansprechpartner|menschen|kundendienst|kundenservice|support|chef)(?: {_POLITE})*(?: (?:bitte|anrufen|melden|ans telefon|gewünscht|gesucht))+",
        r"(?:einen? |nen |n )?(?:echte[rn]? |richtige[rn]? )?(?:mitarbeiter|mitarbeiterin|ansprechpartner|chef|manager|kundendienst|kundenservice)(?: bitte| sprechen)+",
        rf"(?:ist|gibts|gibt es|sitzt|arbeitet)(?: (?:da|hier|bei euch|auch|denn))* {_ARTICLES}(?:mensch|menschen|person|jemand|mitarbeiter)(?: (?:da|hier|echtes|erreichbar|zu sprechen|den ich anrufen kann|mit dem ich (?:reden|sprechen) kann))*",
        rf"(?:(?:bitte|mal|kann|könnt|können|könnten|könntet|kannst|ihr|sie|du|ich|will|möchte|würde|gern|gerne|einfach|lasst|lassen) )*(?:stell|stellt|stellen|verbind|verbinde|verbindet|verbinden|leite|leitet|leiten|weiterleiten|durchstellen|übergib|übergebt|übergeben|vermittel|vermitteln|schalte|schaltet|reich|gebt|gib|geben)(?: (?:sie|mich|mir|uns|bitte|mal|doch|jetzt|ihr|direkt|einfach))+(?: (?:mit|an|zu|zum|zur|weiter|durch|auf))* {_ARTICLES}{_PERSON}(?: (?:durch|weiter|verbinden|bitte|verbunden|werden|jetzt|sofort|geben|ans telefon))*",
        rf"(?:(?:bitte|ich|will|möchte|würde|gern|gerne|kann|könnte|könnt|können|ihr|sie|man|mich|uns|mir|mal|jemand) )*(?:(?:mit|an|zu|zum|zur) )?{_ARTICLES}{_PERSON}(?: (?:bitte|mal|direkt|jetzt))* (?:verbinden|verbunden werden|durchstellen|durchgestellt werden|weiterleiten|weitergeleitet werden|vermitteln|weiterverbinden|übergeben)(?: (?:bitte|jetzt|lassen|werden|danke))*",
        r"(?:hallo )?(?:ist|is|gibts|gibt es|sitzt|arbeitet|antwortet|liest)(?: (?:da|hier|dort|bei euch|bei ihnen|denn|überhaupt|auch|eigentlich|irgendwo|irgendein|n|nen|ein|eine|ne|einer|echter|echte|richtiger|wirklich|realer|lebender))* (?:mensch|jemand|wer|person|irgendwer|irgendjemand|echtes|echter|mitarbeiter)(?: (?:da|hier|dort|echtes|echter|echt|am anderen ende|dran|real|reales|richtiges|richtig|dahinter|mit|in echt|überhaupt|zum reden|zum sprechen))*",
    ),
    question_patterns=_patterns(
        r"(?:wo|wann|warum|wieso|weshalb|wohin) (?:ist|sind|bleibt|bleiben|kommt|kommen|wird|werden|kann|könnt|können|habt|haben|hat|finde|seid|macht|muss|bekomme|gibts|gibt|öffnet|schließt|geht)\b",
        r"(?:wie|was) (?:kann|könnt|können|kostet|kosten|muss|soll|bedeutet|heißt|erreiche|funktioniert|ist mit|ist los|passiert|lange (?:dauert|habt|noch|muss)|viel kostet|viele)\b",
        r"(?:um )?(?:wie viel|wieviel|welche[rmns]?|welches) (?:uhr|kostet|kosten|ist|sind|habt|zeiten|öffnungszeiten)\b",
        r"(?:habt|seid|liefert|bietet|nehmt|verkauft|macht|könnt|kennt|wisst|arbeitet|öffnet) ihr (?!(?:\w+ )?(?:gut|super|toll|prima|klasse|echt|wirklich|sehr|spitze|mega|stolz|besser|schlecht|alles|schön|ruhig|vergessen)\b)",
        r"(?:haben|sind|liefern|bieten|nehmen|verkaufen|können|öffnen) sie (?:auch|noch|am|an|heute|morgen|eine?n?|mir|samstags?|sonntags?|feiertags|schon|vegan\w*|glutenfrei\w*)\b",
        r"(?:gibts|gibt es) (?:auch|noch|bei euch|schon|eine?n?|das|hier|heute|morgen|was)\b",
        r"kann (?:ich|man) (?:auch|noch|bei euch|hier|mit|das|meine?n?|irgendwo|online|heute|morgen|eine?n?)\b",
    ),
    yes_patterns=_patterns(
        answers(
            "ja|jo|joa|jap|jep|jup|jaa|jaaa|yes|klar|jawohl|ja ja",
            rf"\w+|{_STATES}",
            "was|wann|wo|wie|warum|wer|ne|oder|falls|moment|super toll|toll gemacht|aber|nicht|nich|net|kein|keine|nie|noch immer|immer noch|jedoch|nur|außer|obwohl|schlecht|falsch|leider|nichts|nix|wenn",
        ),
        rf"(?:(?:es|das|ist|hat|sich|wurde|alles|jetzt|problem|sache|thema|wieder|nun|schon|endlich|mittlerweile|inzwischen|ja|habt|ihr|haben|sie|super) )*(?:{_STATES}|hat geklappt|funktioniert wieder|geht wieder|passt jetzt|passt wieder|läuft wieder)(?: (?:danke|jetzt|worden|nun|wieder|soweit|schon))*",
    ),
    no_patterns=_patterns(
        r"(?:leider )?(?:immer noch|noch immer|noch|bis jetzt|bisher)(?: (?:leider|immer|gar))* (?:nicht|nichts|niemand|keine?|keiner)(?: \w+){0,4}",
        answers(
            "nein|nö|nee|ne|nä|nope|nop|nei|leider",
            r"(?!danke)\w+",
            "aber|was|wann|wo|wie|warum|gut|alles klar|alles super|alles bestens|keine beschwerden|keine ahnung|keine frage|oder|quatsch|problem|probleme|beschwerden|super|toll|perfekt|alles gut|zufrieden|danke alles|passt|kein ding",
        ),
        r"(?:ist |es ist |das ist |das problem ist |problem |leider )*(?:(?:immer noch|noch immer|nach wie vor|weiterhin|leider|bisher|noch) )+(?:nicht|nichts|nix|das gleiche|dasselbe|das selbe|kaputt|offen|keine antwort|am warten|genauso|gleich|niemand|kein geld|keine rückmeldung)(?: (?:passiert|da|gelöst|geklärt|erledigt|behoben|gekommen|angekommen|bekommen|gehört|problem|gemeldet|gut|ok))*",
        r"(?:es |hier )?(?:hat sich )?(?:nichts|nix) (?:passiert|geändert|getan|verändert|gekommen|gehört|bekommen)(?: bisher)?",
        r"(?:alles )?(?:beim alten|wie vorher|wie davor|unverändert|genauso wie vorher)",
    ),
    right=_phrases(
        "trifft's | trifft's genau | trifft's gut | das trifft's | so sieht's aus | so schaut's aus | so hab ich's gemeint | so hab ich das gemeint | so habe ich das gemeint | so war's gemeint | das ist so | ja so ist es | ja so war es | ja so war's | ja das passt | ja das stimmt | stimmt so | ja so | das ist korrekt | ja passt | passt so | ja passt so | perfekt | jepp | joa | ja eh | ja klar | richtig so | so passts | so wars | sowas von | haargenau | ja richtig verstanden | ganz richtig | absolut richtig | auf den punkt | trifft zu | trifft es | das trifft es | ja das ist richtig | alles korrekt | super ja | yes | ja doch | kann man so sagen | so meinte ich das | so ist das | genauso | ja | jo | jap | jep | jup | genau | ganz genau | genau so | ja genau | genau richtig | richtig | stimmt | das stimmt | stimmt genau | ja stimmt | korrekt"
        " | exakt | so ist es | so war es | so wars | passt | das passt | das ist richtig | richtig verstanden | ja richtig | auf jeden fall | absolut | klar | sicher | jawohl"
        " | volltreffer | treffend | gut erkannt | alles richtig | 👍"
    ),
    not_quite=_phrases(
        "so hab ich das nicht gemeint | so habe ich das nicht gemeint | so hab ich's nicht gemeint | so war das nicht gemeint | so war's nicht | so war das nicht | das war nicht gemeint | das ist nicht das was ich gesagt habe | das hab ich so nicht gesagt | so hab ich das nicht gesagt | nope | nein falsch | nein stimmt nicht | das ist nicht richtig | das war nicht richtig | nicht korrekt | das ist so nicht richtig | so nicht | so nicht ganz | ganz falsch | total falsch | komplett falsch | völlig falsch | das hab ich nicht gesagt | das habe ich nicht gesagt | hab ich nicht gesagt | das meinte ich nicht | so meinte ich das nicht | hab ich nicht gemeint | da habt ihr mich falsch verstanden | ihr habt mich falsch verstanden | missverstanden | missverständnis | daneben | voll daneben | nur halb | teilweise | halb richtig | stimmt nur halb | stimmt nur teilweise | nicht alles | nicht komplett | nicht genau so | nein"
        " | nein | nö | nee | ne | nicht ganz | nicht so ganz | nicht wirklich | nicht genau | nicht richtig | nicht direkt | nicht unbedingt | stimmt nicht | das stimmt nicht"
        " | stimmt so nicht | das stimmt so nicht | stimmt nicht ganz | das stimmt nicht ganz | falsch | das ist falsch | gar nicht | überhaupt nicht | eher nicht | leider nein"
        " | leider nicht | fast | nicht so | das war nicht so | falsch verstanden | nein leider nicht | ganz und gar nicht | keineswegs | jein | passt nicht | quatsch | 👎"
    ),
    goes_on=_phrases(
        "es | das | der | die | ich | wir | sie | ihr | aber | weil | nur | war | eigentlich | eher | alles | und | genau | im | mir | mich | ganz | trotzdem"
    ),
    moods=_valued(
        {
            "happy": "glücklich | froh | zufrieden | ich bin zufrieden | ich war zufrieden | bin zufrieden | war zufrieden | gut | es war gut | war gut | sehr gut | super"
            " | toll | es war toll | war toll | war super | es war super | positiv | ich bin glücklich | sehr zufrieden",
            "mixed": "gemischt | beides | teils teils | gut und schlecht | halb halb | sowohl als auch | von beidem etwas | durchwachsen | mal so mal so",
            "neutral": "neutral | weder noch | weder gut noch schlecht | keins von beiden | so lala | geht so | es ging | ging so | ok | okay | es war ok | es war okay | war ok | war okay | in ordnung"
            " | naja | mittelmäßig | durchschnittlich | solala",
            "unhappy": "unzufrieden | ich bin unzufrieden | ich war unzufrieden | bin unzufrieden | war unzufrieden | nicht zufrieden | ich bin nicht zufrieden | nicht glücklich"
            " | unglücklich | schlecht | es war schlecht | war schlecht | sehr schlecht | negativ | enttäuscht | ich bin enttäuscht",
        }
    ),
    commands=_valued(
        {
            "about": "über uns | wer seid ihr",
            "help": "hilfe",
            "feedback": "feedback geben | rückmeldung | rückmeldung geben | bewerten",
            "language": "sprache | sprache ändern",
            "connect": "verbinden",
            "privacy": "datenschutz",
            "mydata": "meine daten",
            "forget": "vergessen | vergiss mich | vergesst mich | meine daten löschen | daten löschen",
            "mine": "meine rückmeldungen | mein feedback",
        }
    ),
    tail_regex=_either(
        r"halt|eben|so|oder\s+so|ungefähr|grob|vielleicht|vllt|höchstens|maximal|max|wohl|ungefähr|circa|mindestens|locker|(?:würde?|würd)\s+ich(?:\s+(?:mal|euch|ihnen|dir|sagen|geben|vergeben))+|geben|vergeben|gebe?\s+ich(?:\s+(?:euch|ihnen|dir))?|sage?\s+ich(?:\s+mal)?|"
        r"schätze?\s+ich|denke?\s+ich|glaube?\s+ich|meine?\s+ich|bewerten|von\s+mir|insgesamt|gegeben|verdient"
    ),
)
