"""How people answer in French, with "vous" or "tu"."""

from __future__ import annotations

from bot.core.lexicon import Lexicon, answers, listed, remarks, valued
from bot.core.survey import QuestionKind

_ONE_STAR = {"une étoile": 1, "une seule étoile": 1, "qu'une étoile": 1}
_NUMBERS = {
    0: "zéro",
    1: "un | une",
    2: "deux",
    3: "trois",
    4: "quatre | catre | quatr | katre",
    5: "cinq | sinq | cink",
    6: "six",
    7: "sept | cept",
    8: "huit | uit | huite",
    9: "neuf | neuff | noeuf",
    10: "dix | diz",
    11: "onze",
    12: "douze",
    20: "vingt",
    100: "cent",
}
_SATISFACTION_5 = {
    1: """pas du tout satisfaisant | très insatisfait~ | pas du tout satisfait~ | totalement insatisfait~ | complètement insatisfait~ | extrêmement insatisfait~
        | très mécontent~ | absolument pas satisfait~ | vraiment pas satisfait~""",
    2: """insatisfait~ | pas satisfait~ | peu satisfait~ | plutôt insatisfait~ | assez insatisfait~ | pas très satisfait~ | mécontent~
        | plutôt pas satisfait~ | pas vraiment satisfait~ | non satisfait~ | plutot pas satisfait~ | pas trop satisfait~""",
    3: "neutre | ni satisfait~ ni insatisfait~ | indifférent~ | ni l'un ni l'autre | moyennement satisfait~",
    4: "satisfait~ | plutôt satisfait~ | assez satisfait~ | bien satisfait~",
    5: """très satisfaisant | très satisfait~ | tout à fait satisfait~ | totalement satisfait~ | complètement satisfait~ | extrêmement satisfait~ | entièrement satisfait~
        | pleinement satisfait~ | super satisfait~ | hyper satisfait~ | vraiment satisfait~ | trop satisfait~ | ultra satisfait~""",
}
_AGREEMENT_7 = {
    1: "pas du tout d'accord | tout à fait en désaccord | totalement en désaccord | pas d'accord du tout | complètement en désaccord | fortement en désaccord | absolument pas d'accord | vraiment pas d'accord",
    2: "pas d'accord | en désaccord | pas daccord | pas d accord | désaccord | je suis pas d'accord | je ne suis pas d'accord",
    3: "plutôt pas d'accord | plutôt en désaccord | un peu en désaccord | pas vraiment d'accord | pas trop d'accord | légèrement en désaccord",
    4: "neutre | ni d'accord ni pas d'accord | ni en accord ni en désaccord | indifférent | sans avis | ni l'un ni l'autre",
    5: "plutôt d'accord | assez d'accord | un peu d'accord | légèrement d'accord | en partie d'accord | partiellement d'accord",
    6: "d'accord | daccord | d accord | je suis d'accord | en accord",
    7: "tout à fait d'accord | totalement d'accord | complètement d'accord | entièrement d'accord | parfaitement d'accord | absolument d'accord | fortement d'accord | tout à fait daccord | carrément d'accord | très d'accord",
}
_YES_NO = {
    1: """oui c'est réglé | c'est réglé | oui c'est résolu | c'est résolu | yes | yess | ouep | oui oui oui | oui très | oui beaucoup | oui vraiment | oui sans hésiter | sans hésiter | sans hésitation | avec plaisir | oui avec plaisir | évidemment oui | bien entendu | oui carrément | oui grave | grave | clairement | oui clairement | totalement | oui totalement | complètement | oui absolument | oui ça m'a plu | ça m'a plu | j'ai aimé | oui j'ai aimé | j'adore | oui j'adore | oui c'était bien | c'était bien | oui c'est fait | c'est fait | oui je recommande | je recommande | toujours | oui toujours | oui merci beaucoup | affirmatif | oui | ouais | ouai | oui oui | ouiii | oui bien sûr | bien sûr | ui | yep | bien | bon | pouce en l'air | pouce levé | pouce vers le haut | pouces en l'air | en haut | carrément | tout à fait | oui tout à fait
        | bien sur | évidemment | oui très bien | c'est bon | oui c'est bon | mais oui | absolument | tout va bien | oui tout va bien | oui ça va | nickel | oui parfait""",
    0: """nop | noon | nooon | jamais | non jamais | plus jamais | non plus jamais | jamais de la vie | certainement pas | sûrement pas | surtout pas | hors de question | en aucun cas | bof non | bof | non bof | je crois pas | je ne crois pas | je pense pas | je ne pense pas | non je pense pas | ça m'a pas plu | ça ne m'a pas plu | j'ai pas aimé | je n'ai pas aimé | malheureusement non | hélas non | non malheureusement | non hélas | non désolé | pas trop | non pas trop | pas tellement | pas spécialement | pas franchement | non c'était nul | horrible | non merci jamais | négatif | que dalle | non absolument pas | non | nan | nn | non non | non pas du tout | pas du tout | pas vraiment | pas bien | pas bon | mauvais | mal | pouce en bas | pouce baissé | pouce vers le bas | pouces en bas | en bas | bien sûr que non | pas encore
        | non pas encore | toujours pas | non toujours pas | non pas vraiment | nul | mais non | absolument pas | nope | toujours rien | non toujours rien | pas résolu""",
}
_HAPPY_5 = {
    1: "pas du tout ~ | pas ~ du tout | vraiment pas ~ | absolument pas ~",
    2: "pas ~ | peu ~ | pas très ~ | pas vraiment ~ | pas trop ~ | pas super ~ | moyennement pas ~ | pas hyper ~ | pas tellement ~",
    4: "~ | plutôt ~ | assez ~ | bien ~ | globalement ~ | relativement ~ | dans l'ensemble ~",
    5: "très ~ | super ~ | hyper ~ | trop ~ | tout à fait ~ | vraiment ~ | ultra ~ | totalement ~ | extrêmement ~ | entièrement ~ | pleinement ~ | 100% ~ | très très ~ | complètement ~ | parfaitement ~ | grave ~ | méga ~",
}
_DEGREES = """franchement | sacrément | incroyablement | énormément | extrêmement | carrément | une vraie | un vrai | grosse | grande | quelle | sérieusement | plus que | très | super | hyper | trop | vraiment | tout | tous | toujours | tout à fait | assez | plutôt | un peu | bien | tellement | ultra | méga
    | franchement | merci | dans l'ensemble | comme toujours | comme d'habitude | c'était | c'est | cétait | était | est | un | une | et | plus | pas mal | grave | rien à dire"""
_JUDGED = """bien | bon | bonne | bons | top | génial | géniale | excellent | excellente | parfait | parfaite | impeccable | nickel | extra | formidable | magnifique
    | délicieux | délicieuse | rapide | rapides | facile | simple | simples | pratique | efficace | sympa | sympas | gentil | gentils | gentille | aimable | agréable | accueillant | pro
    | souriant | serviable | beau | belle | joli | cool | content | contente | ravi | ravie | satisfait | satisfaite | je recommande | recommandé | à recommander | j'adore | j'ai adoré | j'aime
    | j'ai aimé | je reviendrai | je recommanderai | au top | rien à dire | rien à redire | rien à signaler | moyen | moyenne | correct | correcte | passable | bof | ok | ça va | sans plus | normal
    | nul | nulle | mauvais | mauvaise | médiocre | horrible | catastrophique | catastrophe | décevant | décevante | déçu | déçue | déception | arnaque | une arnaque | en colère | énervé | énervée | fâché | fâchée | triste | désagréable | désagréables | impoli | malpoli | sale | plus jamais | jamais plus | du foutage de gueule | foutage de gueule | abusé | inacceptable | lamentable | dommage | une catastrophe | un désastre | une merveille | un régal | un délice | une tuerie | enchanté | enchantée | conquis | conquise | comblé | comblée | irréprochable | exceptionnel | exceptionnelle | fabuleux | scandaleux | inadmissible | honteux | lent | lente | long | cher | chère | trop cher
    | compliqué | difficile | de la merde | une honte | peut mieux faire | à améliorer | à revoir | bon service | mauvais service | service nul | excellent service | service impeccable | service au top
    | très bon service | bon accueil | super accueil | accueil au top | sans problème | aucun problème | comme toujours | comme d'habitude | continuez | continuez comme ça | bravo | sans hésiter | les yeux fermés | merci à vous"""
_UNCOUNTED = (
    r"(?:le|la|l'|ma|mon|ta|ton|votre|c'est|c'était|cetait|c|tout|je|j'ai|vous|on|ça|il|elle|personne|jamais|même|malgré|parce|à cause|impossible|obligé|obligée|toujours)\s*(?:\b)\s*[a-z]|"
    r"(?:service|accueil|qualité|appli|site|emballage|prix|repas|cuisine|personnel|équipe|attente)"
    r"\s+(?:était|est|a|arrivée?|très|super|excellente?|bon|bonne|mauvaise?|lente?|rapide|parfaite?|nul|nulle|impeccable|au|trop|pas|en|correcte?|moyenne?|top|sympa)\b"
)
_STATES = "réglé|réglée|résolu|résolue|arrangé|réparé|remboursé|remboursée|remplacé|échangé|corrigé|solutionné|reçu|rentré dans l ordre|nickel"
_SURVEYS = (
    r"(?:(?:ces|ce|cet|cette|les|le|la|l|vos|votre|tes|ton|des|de|d|un|une|tous|toutes|ses|autres|satanés|foutus|vos foutus) )*"
    r"(?:sondages?|messages?|questions?|mails?|e mails?|emails?|enquêtes?|questionnaires?|notifications?|notifs?|sms|spams?|textos?|relances|pub|publicités?|dsondages?|denquêtes?|denquetes?)"
)
_PLEASE = r"(?:svp|stp|s il vous plaît|sil vous plaît|s il te plaît|sil te plaît|merci|maintenant|tout de suite|immédiatement|déjà|enfin|plus|jamais|à nouveau|encore|s v p|de nouveau|sans arrêt|tout le temps|sans cesse|pitié)"
_SOON = r"(?:samedi|dimanche|le we|ce we|le weekend|un peu plus tard|plus tard dans la journée|dans la journée|cette après midi|cet aprem|cet aprèm|ce midi|demain matin|demain soir|après demain|ce weekend|le week end|la prochaine fois|(?:quand|dès que|lorsque) (?:je|j|jaurai|j aurai|jai|jserai)(?: (?:serai|suis|aurai|rentre|peux|pourrai|ai|finis|aurais|fini))?(?: (?:le temps|du temps|dispo|chez moi|rentrée?|fini|à la maison|libre|5 min|un moment|une minute|plus de temps))?|après (?:le (?:travail|boulot|taf|repas|déjeuner|dîner)|manger|les cours)|dans (?:\d+|cinq|dix|quelques|deux|une petite) (?:min|mins|minutes?|heures?|jours)|plus tard|tout à l heure|toute à l heure|tt à l heure|tout à lheure|demain|après|ce soir|un autre jour|une autre fois|la semaine prochaine|dans une heure|bientôt|ultérieurement|cet après midi|dans la soirée|dans un moment|lundi|ce week end)"
_NOW = r"(?:là maintenant|à cette heure|la tt de suite|tt de suite|pr l instant|encore|juste|toujours|actu|mtn|ajd|maintenant|là|la|tout de suite|pour l instant|pour linstant|pour le moment|en ce moment|aujourd hui|aujourdhui|actuellement|très|trop|un peu|assez|vraiment|pour ça|pour ca|désolée?|du tout|super|à l instant|à linstant|hyper)"
_PERSON = (
    r"(?:(?:un|une|le|la|l|votre|ton|des|d|quelqu|vos|mon|autre|vrai|vraie) )*"
    r"(?:personne|humain|humaine|être humain|quelqu un|quelquun|qqn|qqun|qq1|responsable|manager|gérant|gérante|patron|patronne|directeur|directrice|chef|conseiller|conseillère|agent|opérateur|opératrice|employée?|vendeur|vendeuse|"
    r"service client|service clients|service après vente|sav|support|équipe|lequipe|léquipe|assistance|interlocuteur|superviseur|vous|vrai humain|représentant|collaborateur)"
    r"(?: (?:réelle?|humaine?|de réel|d humain|dhumain|vivante?|en chair et en os|de l équipe|de léquipe|du magasin|de vrai|physique|chez vous|de chez vous|compétente?|pas un robot|du service client|de votre équipe))*"
)
_MANNER = r"(?: (?:svp|stp|s il vous plaît|sil vous plaît|merci|maintenant|rapidement|vite|aujourd hui|aujourdhui|demain|urgemment|en urgence|d urgence|durgence|directement|par téléphone|au plus vite|dès que possible|au téléphone|ici|de vive voix|(?:au sujet|à propos|pour|concernant|de|sur) (?:\w+ ){0,5}\w+))*"
_WISH = (
    r"(?:(?:je peux|puis je|est ce que je peux|est ce qu on peut|est il possible de|possible de|c est possible de|cest possible de|serait il possible de|je pourrais|pourrais je|on peut|peut on|je veux|je voudrais|je souhaite|je souhaiterais|j aimerais|jaimerais|"
    r"j aimerai|jaimerai|il faut que je|j ai besoin de|jai besoin de|j ai besoin d|jai besoin d|j exige de|laissez moi|besoin de|comment puis je|comment je peux|comment|je préfère|je préférerais|y a t il moyen de|ya moyen de|y a moyen de|je voulais|moyen de|nous voulons|nous aimerions|nous souhaitons|je dois|je demande à|je demande) )"
)

_BEGINNING = (
    r"(?:les|mes|ses|leurs?|vos|nos|notre|votre|son|sa|cet|cette|ces)\s+(?!(?:autres?|deux|trois|quatre|derni\w+|premi\w+|mêmes?)\b|\d)[a-z]|"
    r"(?:vous|tu|nous|on|ils?|elles?|j'?|je|jai|j'ai|ce|cela|sa|ca|ça|quelle?|que|merci|bravo|dommage|malheureusement|heureusement|franchement|"
    r"honnêtement|globalement|juste|seulement|sauf|sinon|niveau|point|rien|aucune?|personne|pas\s+(?:ce|le|la|de|du|au|à|très|trop|assez|terrible|"
    r"ouf|fou|super|mal|top|génial|un|ma|mon|comme|vraiment|encore|content\w*)|ni|toujours|encore\s+une|jamais|plus\s+jamais|bof|mouais|bien|très|trop|"
    r"super|assez|plutôt|un\s+peu|hyper|vraiment|tellement|tout|continuez|parfois|obligée?|à\s+(?:cause|part|refaire|améliorer|revoir|fuir|éviter)|"
    r"avec\s+(?:vous|un|une)|pour\s+(?:le|la|ce|cette|un|une|votre|l'?)|grâce|service|livreur|livraison|vendeuse|vendeur|emballage|fermeture|qualité|"
    r"accueil|prix|site|appli|couture|couleur|taille|écran|batterie|semelle|tissu|odeur|goût|attente|équipe|ambiance|personnel|cuisine|"
    r"bon|bonne|mauvaise?|excellente?|superbe|belle|beau|adoré|aimé|déçue?|ravie?|contente?|était|est|me|mon|ma|notre|dû|du\s+coup|quel)"
    r"(?:\s+|')(?!(?:petit|grand|bon)e?s\b|\w+s\s+\w+s\b|sur\s+\d|\d|semaines?|jours?|heures?|min)[a-z]"
)
_GOES_ON = r"(?:et|mais|pour|malgré|avec|comme|car|parce|sauf|niveau|même|quand|à|au|dans|le|la|les|pcq|pr)\b(?!.*\b(?:autres?|reste|une?|\d+)\b)"

_MIDDLE = "comme ci comme ça | comme si comme ça | couci couça | couci couca | ni bon ni mauvais | ni bien ni mal | mi figue mi raisin | moyen | moyenne | moyen moyen | ni chaud ni froid | entre les deux | moitié moitié | bof moyen | passable sans plus"

FRENCH = Lexicon(
    numbers=valued(_NUMBERS),
    number_glue=frozenset(
        listed(
            "un | une | ou | et | à | a | entre | presque | peut | être | demi | demie | virgule | point | environ | disons | le | de | plus | moins | dans | les | vers"
        )
    ),
    out_of=listed("sur | sur un total de | parmi"),
    stars=listed("étoiles | étoile | etoil | étoils | étoilles | étoille | étoile(s)"),
    points=listed("points | point | pts"),
    lead_in_regex=(
        "bof+",
        "ben",
        "bah+",
        "beh",
        "bon",
        "alors",
        "e+u+h+",
        "h+m+",
        "mm+",
        "pff+",
        "mouais",
        "ok(?:ay)?",
        "bonjour",
        "bonsoir",
        "salut",
        "coucou",
        "hello",
        "peut[- ]être",
        "probablement",
        "sûrement",
        "certainement",
        "sans doute",
        "sans hésiter",
        "sans hésitation",
        "je (?:dirais|dirai|dis|pense|crois|trouve|mets|mettrais|donne|donnerais|vote|note|donnerai|mettrai)(?: que| plutôt| à)?",
        "j'?dirais",
        "(?:je|j')?(?: ?(?:reste sur|pars sur|vais (?:dire|mettre|donner)|vais|tape|hésite|voterais|opte pour|part sur))(?: un)?",
        "(?:ça|sa) (?:mérite|vaut|fait)(?: (?:un|bien|largement))*",
        "(?:mettez|met|mets|mettons|mettre|allez)(?: (?:un|moi|on|va|dire))*",
        "(?:beau|bel|belle|joli|grand|gros|petit|fort|bonne|solide|franc|mérité|honnête)",
        "minimum",
        "maximum",
        "au moins",
        "vraiment",
        "mon ressenti",
        "perso(?:nnellement)?",
        "(?:ma|ta) ?note",
        "ouais",
        "on dit",
        "(?:on va dire|disons|allez)(?: que)?",
        "moi(?:,? je)?",
        "pour moi",
        "de ma part",
        "c'est",
        "cest",
        "ça (?:mérite|vaut)",
        "ce serait",
        "(?:ça )?serait",
        "ma (?:note|réponse|notation)(?: est| serait|:)?",
        "mon (?:score|avis|vote)(?: est| serait|:)?",
        "note",
        "score",
        "une?",
        "le",
        "la",
        "les",
        "un bon",
        "un petit",
        "un gros",
        "un solide",
        "un grand",
        "bon",
        "définitivement",
        "clairement",
        "honnêtement",
        "franchement",
        "globalement",
        "dans l'ensemble",
        "au global",
        "juste",
        "seulement",
        "je (?:suis|me sens)",
        "j(?:e |')?suis",
        "chuis",
        "on est",
        "nous sommes",
        "je",
        "plutôt",
        "environ",
        "à peu près",
        "facilement",
        "facile",
        "largement",
        "mérite",
        "avec",
        "d'accord",
    ),
    verdict_regex=(
        r"\b(?:je\s+|j'|on\s+|nous\s+)?(?:(?:vous|te|lui|leur|y|le|la|les|l'|leurs)\s*)?(?:donne(?:rais?|rai)?|mets|mettrais?|mettrai|note(?:rais?)?|attribue|accorde|évalue|mérite(?:nt|z)?|vaut|donnons|mettons)"
        r"(?:\s+(?:à|au|aux|le|la|l'|les|votre|ce|cette|ça|pour)\s*(?:l'|la\s+|le\s+|votre\s+)?[\w-]+)?(?:\s+(?:un|une|la\s+note\s+de|note\s+de|avec|à|comme|un\s+bon|un\s+petit|un\s+gros|bon|solide|le|une\s+note\s+de))*\s*:?\s*"
    ),
    hedge_regex=(
        r"\b(?:pas|jamais|presque|aurais?|aurait|auraient|serait|serais|sinon|si|normalement|d'habitude|avant|précédemment|dernière\s+fois|plutôt\s+que|au\s+lieu|moins\s+de|plus\s+de|vu|lu|avaient|affich\w+|annonc\w+|promis|google|internet|autres?|mari|femme|copain|copine|"
        r"attendais|enlève|retire|manque|manquait|pourrait|pourrais|devrait|aucune?)\b"
    ),
    condition_regex=r"(?:si\s+\w|s'il|quand\b|lorsque|à\s+condition|sauf\s+si|pourvu|mais\s+si\s|sur\s+(?:internet|google|le\s+site|le\s+net)|en\s+ligne)",
    after_rating=listed(
        "mdr | lol | haha* | hihi* | ptdr | parce que | parceque | pcq | pck | psk | pr | car | mais | cependant | puisque | vu que | bien que | même si | svp | stp | merci | je pense | je crois | je dirais | pour moi | de ma part | dans l'ensemble | globalement | sans hésiter | à cause | grâce"
        " | malgré | hélas | malheureusement | dommage | sauf | par contre | pour | en tout"
    ),
    after_verdict=listed(
        "et | comme | très | je recommande | recommandé | à recommander | je reviendrai | nous reviendrons | excellent | excellente | tout | le | la | les | service | aujourd'hui | cette fois | bien | super | top | génial | parfait | c'était | sans | au"
    ),
    counted=frozenset(
        listed(
            "article | articles | pièce | pièces | chose | choses | produit | produits | boîte | boîtes | bouteille | bouteilles | plat | plats | commande | commandes | personnes | gens | fois | visite | visites | livraison | livraisons | colis"
            " | minute | minutes | min | heure | heures | h | jour | jours | semaine | semaines | mois | an | ans | année | années | euro | euros | pour cent | pizzas | menus"
        )
    ),
    labels={
        QuestionKind.CSAT: valued(
            _HAPPY_5,
            "content",
            "contente",
            "contents",
            "contentes",
            "heureux",
            "heureuse",
            "ravi",
            "ravie",
            "satisfait",
            "satisfaite",
        )
        | valued(_SATISFACTION_5, "", "e", "s", "es")
        | _ONE_STAR
        | dict.fromkeys(listed(_MIDDLE), 3),
        QuestionKind.STARS: _ONE_STAR,
        QuestionKind.CES: valued(_AGREEMENT_7),
        QuestionKind.NPS: valued({0: "pas du tout probable", 10: "extrêmement probable"}),
        QuestionKind.THUMBS: valued(_YES_NO),
    },
    remark_regex=remarks(
        _DEGREES,
        _JUDGED,
        "c'était | c'est | était | est | tout | tout était | cétait",
        rf"{_UNCOUNTED}|{_BEGINNING}",
        _GOES_ON,
    ),
    shortened=valued(
        {
            "pourquoi": "pk | prk",
            "c est": "c",
            "je ne sais pas": "jsp | chépa | chaipa",
            "je suis": "jsuis | chui | jss",
            "je veux": "jveux | jveu | jvx",
            "je préfère": "jprefere | jpréfère | jpref",
            "je": "j",
            "tout": "tt",
            "beaucoup": "bcp | bcq | bocou",
            "salut": "slt",
            "bonjour": "bjr",
            "quelqu un": "qqn | qq1 | kelkun | qlqn",
            "maintenant": "mtn | mnt | maint",
            "toujours": "tjrs | tjr | tjs | toujour",
            "temps": "tps",
            "pour": "pr",
            "quand": "qd | qand",
            "message": "msg | mess",
            "messages": "msgs",
            "parce que": "pcq | pcke | psk | parcque",
            "que": "q | ke | k",
            "non": "nn | nan",
            "rendez vous": "rdv",
            "est": "é",
            "aujourd hui": "ajd | auj",
            "demain": "dem",
            "svp": "pls | plz",
        }
    ),
    joiners=listed("et | ou | plus | aussi | puis | ainsi que | le | la | les | l'"),
    connectives=listed("parce que | car | mais | puisque | vu que | pcq | cependant"),
    courtesies=listed(
        "s'il vous plaît | s'il te plaît | s il vous plait | s il te plait | svp | stp | merci | merci beaucoup | mrc | désolé | désolée | pardon | excusez-moi | ok | okay | bonjour | bonsoir | salut | coucou | hello | alors  | ben | bah | euh | oh | ah | cordialement | bonne journée | merci d'avance | merci bien | mci | merki | tks | thx | plz | slt | bjr | bsr | cdt | cdlt | hein | bref | mdr | lol"
    ),
    pleasantries=frozenset(
        listed(
            "bonjour | bonsoir | salut | coucou | hello | bonne journée | bonne soirée | bjr | bsr | slt | cc | ça va | ok | okay | d'accord | oui | ouais | bien sûr | volontiers | merci | merci beaucoup | merci bien | mille mercis | un grand merci | mrc | merci à vous | au revoir | à bientôt | ciao | bye | start | test"
            " | parfait merci | très bien merci | entendu | avec plaisir | je vous en prie | de rien"
        )
    ),
    skip=frozenset(
        listed(
            "passer | passe | je passe | passer la question | passer cette question | on passe | question suivante | suivant | suivante | la suite | la suivante | sauter | sauter cette question | ignorer | ignore | rien | rien du tout | rien de plus | rien d'autre | rien à dire | rien à ajouter | rien à signaler | ras | r a s"
            " | rien de spécial | rien de particulier | rien pour l'instant | rien de tout ça | non rien | aucun | aucune | aucun des deux | aucune des deux | non | nan | non merci | merci non | je ne sais pas | je sais pas | jsp | j'sais pas | chais pas | sais pas | aucune idée | pas d'idée | pas d'idées | je n'en sais rien | j'en sais rien"
            " | je n'ai pas d'idée | sans avis | pas d'avis | aucun avis | sans opinion | pas d'opinion | sans commentaire | sans commentaires | pas de commentaire | pas de commentaires | aucun commentaire | non applicable | pas applicable | na | n/a | sans objet | je préfère ne pas dire | je préfère ne pas répondre | préfère ne pas répondre"
            " | je ne veux pas répondre | je veux pas répondre | je ne souhaite pas répondre | pas de réponse | sans réponse | c'est tout | voilà | voilà tout | ça m'est égal | peu importe | m'en fiche | je m'en fiche | voir plus haut | voir ci-dessus | cf plus haut | idem | déjà dit | bla bla | blabla | rien ne me vient | rien ne me vient à l'esprit"
            " | je ne vois pas | je vois pas | pas vraiment | que dalle | nspp | nsp | je n'ai rien à dire | j'ai rien à dire | je n'ai rien à ajouter | rien de neuf"
        )
    ),
    skip_patterns=(
        r"(?:(?:je|j|ne|n|non|désolée?) )*(?:préfère|préférerais|veux|souhaite|vais|voudrais|désire)(?: (?:ne|pas|rien))+ ?(?:répondre|dire|le dire|en parler|donner|me prononcer|noter|y répondre)(?: (?:à|ça|cela|la|cette|question|là dessus|mon avis|davis|d avis))*",
        r"(?:(?:non|bah|ben|je|j|n|ne|nai|ai|jai|là|il ny a|il n y a|y a|en fait|franchement|pour le moment|pour linstant|pour l instant) )*rien(?: (?:de|d|du|à|a|en|pour|qui|me|ne|tout|autre|dautre|plus|particulier|spécial|spéciale|précis|nouveau|dire|ajouter|rajouter|signaler|préciser|déclarer|raconter|commenter|linstant|l instant|le moment|vient|à lesprit|merci|là|vraiment|non|spé))*",
        r"(?:(?:je|j|ne|n|nen|jen|franchement|là|alors|bah|ben|honnêtement) )*(?:sais|saurais|c|sait|vois|me souviens|en sais)(?: (?:pas|plus|rien|trop|quoi|dire|répondre|du tout|vraiment|là|franchement|encore|plus trop|pas trop))+",
        r"(?:j ?sais pas|chais pas|chépa|jsp|jspp|aucune idée|pas d idée|pas didée|pas didées|no idea|nsp)(?: (?:trop|là|désolée?|franchement|du tout|vraiment|sorry))*",
        r"(?:(?:je|j|préfère|préférerais|veux|voudrais|peux|on|peut|aimerais|souhaite|vais|la) )*(?:passer|sauter|zapper|ignorer|zappe|passe|saute)(?: (?:la|cette|ça|question|à|autre chose|suivante|mon tour))*",
        r"(?:(?:je|j|n|nai|ai|jai|pas|sans|aucun|aucune|pas de|pas d|pas plus de) )*(?:commentaires?|avis|opinion|remarques?|suggestions?|réponse|idée)(?: (?:particuli\w+|à faire|à ajouter|là dessus|pour le moment|spécial|de plus|merci|supplémentaire))*",
        r"(?:(?:svp|allez|on|je|passe|passons|passez|passer|vais|va|à la question|a la question|la|le|celle|question|d|mets|donne|donnez|moi|direct|directement|envoie|envoyez|file|vas) )*(?:suivante?|prochaine question|d après|daprès|dapres|suiv|après celle là)(?: (?:svp|stp|question|merci|là))*",
        r"(?:(?:je|on|la|le|celle là|celle ci|ça|cette|question) )*(?:laisse|laissez|laissons|laisser)(?: (?:tomber|passer|couler|celle là|celle ci|ça|cette|question|en blanc|vide|svp|la|le))+",
    ),
    later=frozenset(
        listed(
            "plus tard je répondrai | ce soir je réponds | ce soir quand je rentre | plus tard | peut-être plus tard | plus tard peut-être | pas maintenant | non pas maintenant | pas tout de suite | pas là | là non | pas pour le moment | pas pour l'instant | pas en ce moment | pas aujourd'hui | pas encore | demain | demain peut-être | peut-être demain | une autre fois | un autre jour | un autre moment"
            " | à un autre moment | tout à l'heure | toute à l'heure | après | ce soir | occupé | occupée | pas le temps | pas le temps là | pas le temps maintenant | j'ai pas le temps | je n'ai pas le temps | pas dispo | pas disponible | un instant | un moment | une minute | deux minutes | attendez | attends | une seconde | mauvais moment"
            " | ce n'est pas le moment | c'est pas le moment | pas le bon moment | à plus tard | à plus | je suis occupé | je suis occupée | je peux pas là | je peux pas maintenant | je ne peux pas maintenant | bientôt | la prochaine fois | une prochaine fois"
        )
    ),
    later_patterns=(
        rf"(?:(?:je|j|vous|te|le|la|y|on|ok|vais|peux|pourrai) )*(?:répond|écri|not|remplir|di|fer|fai|regard|verr|voi|complét)\w*(?: (?:vous|ça|bien|à ça))* {_SOON}(?: (?:svp|promis|quand|je|rentre|serai|chez|moi|suis))*",
        rf"{_SOON} (?:(?:je|j|vous|te|le|la|y|on|ok|vais|peux|pourrai|quand) )*(?:répond|écri|not|remplir|di|fer|fai|regard|verr|voi|complét|rentr)\w*(?: (?:vous|ça|bien|promis))*",
        rf"pas (?:maintenant|là|tout de suite|le temps|aujourd hui)(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:je |j )?(?:n ?)?(?:ai |jai |nai |j ai )?pas (?:{_NOW} |trop |vraiment )*(?:le|de) temps(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:je suis|jsuis|j suis|chuis|on est|nous sommes|suis)(?: {_NOW})* (?:occupée?s?|débordée?|pressée?|au travail|au boulot|au taf|en réunion|en cours|en voiture|au volant|en route|sur la route|en déplacement|en train de (?:travailler|conduire|bosser))(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:je )?(?:ne )?(?:peux|suis|cest|c est|ce nest|ce n est) (?:pas|pas trop)(?: (?:{_NOW}|répondre|dispo|disponible|le moment|le bon moment|possible))+",
        rf"(?:pas (?:dispo|disponible|possible|le moment))(?: {_NOW})*",
        rf"(?:je )?(?:vous |te |le |la |m en |men )?(?:réponds|répondrai|répondrais|ferai|fais|dirai|dis|écris|écrirai|verrai|vois|peux répondre|vais répondre|remplirai|m en occupe)(?: \w+)? {_SOON}",
        rf"(?:pouvez vous |vous pouvez |tu peux )?(?:me )?(?:redemandez?|demandez?|rappelez?|recontactez?|relancez?|réécrivez|écrivez|écris|reposez?|revenez|reviens|redemander|relancer|recontacter|reposer)(?: (?:moi|le moi|la question|me|vers moi))* {_SOON}",
        rf"{_SOON} (?:svp|stp|merci|peut être|plutôt|si possible|je répondrai|je réponds|ok|volontiers)+",
        rf"(?:plutôt|peut être|je préfère|disons) {_SOON}",
        rf"(?:{_NOW} )*(?:je|j) ?(?:travaille|conduis|bosse|roule|cuisine|mange|dors|télétravaille|cours|sors|pars)(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:(?:je suis|jsuis|j suis|chui|chuis|suis|je|on est) )?(?:{_NOW} )*(?:au (?:travail|boulot|taf|volant|resto|téléphone|lit|sport|bureau|ciné)|en (?:réunion|cours|voiture|route|rdv|rendez vous|ligne|déplacement|vacances|rush|appel|pause|visio|course|courses|plein boulot|plein rush|plein travail)|à (?:la (?:salle|caisse|gym|plage)|table|l école|lécole)|dans (?:le (?:bus|métro|train|rush|jus)|les transports|un rush)|débordée?|pressée?|occupée?|chez le médecin|sur la route|à la bourre|speed|overbookée?|pas (?:dispo|disponible|libre|chez moi|à la maison))(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:je suis|jsuis|j suis|chui|chuis|suis|on est) (?:{_NOW} )*(?:chez (?:le|la|les|mon|ma|mes|un|une|des) \w+|(?:au|aux|à la|à l|dans (?:le|la|un|une|les)|sur (?:le|la|les)|en train de|avec (?:un|une|mes|des|mon|ma)) (?!top|ciel|anges|bout|courant|point|clair|cul|merde|retraite|rue|fleur|recherche|même|bon|mauvais|niveau|hauteur|service)\w+(?: \w+)?)(?: {_NOW})*",
        rf"(?:(?:peut on|on peut|on pourrait|est ce qu on peut|je peux|puis je|on|je|plutôt|le|la|y|vous|préfère|préférerais|ça|peut) )*(?:faire|répondre|voir|parler|reparler|remplir|fait|fera|verra|ferait|finir|reprendre|faire ça)(?: (?:ça|cela|ce|en|le))* {_SOON}(?: (?:svp|merci|plutôt))*",
        rf"(?:{_NOW} )*(?:ce n est |c est |cest |ce nest )?(?:vraiment )?pas (?:le (?:bon )?moment|possible|le top|top comme moment|évident|dispo)(?: {_NOW})*",
        rf"(?:(?:plutôt|peut être|je préfère|disons|on verra|je vous dis|je vous dirai|je vous redis|je verrai|je réponds|je le ferai|je ferai|je ferai ça|ok|oui|merci|mais|ça|attends|je vois) )*{_SOON}(?: (?:peut être|si possible|je verrai|je vous dis|je réponds|promis|plutôt|si c est bon|ok|je vous redis|je le ferai|je ferai ça|merci|si ça va))*",
        r"(?:donne[zr]?|laisse[zr]?|attend[sz]?|attendez|il me faut|besoin de|juste|encore)(?: (?:moi|un|une|deux|cinq|\d+|petit|petite|peu|de|instant|moment|minute|minutes|min|seconde|secondes|heure|heures|temps|svp))+",
        rf"(?:(?:oui|ok|bon|plutôt|peut être|on fait|on verra|je ferai) )*{_SOON}(?: (?:ok|okay|d accord|daccord|dac|dacc|ça marche|ca marche|c est bon|cest bon|oui|plutôt|si possible|peut être|ça va|sans problème|promis|volontiers))+",
    ),
    opt_out=frozenset(
        listed(
            "stop | ne plus demander | ne plus me demander | ne plus recevoir de questions | ne plus m'écrire | stoppez | stoppe | arrête | arrêtez | arrêter | arrêtez ça | arrête ça | arrêtez maintenant | ça suffit | y en a marre | j'en ai marre | marre | basta | désinscription | désinscrire | me désinscrire | désinscrivez-moi | désabonner | se désabonner | me désabonner | désabonnez-moi | désabonnement"
            " | plus jamais | jamais plus | laissez-moi | laisse-moi | laisse-moi tranquille | fichez-moi la paix | foutez-moi la paix | fous-moi la paix | lâchez-moi | lâche-moi | dégagez | dégage | stop sms | stop pub | ne plus recevoir | retirez-moi | supprimez-moi | n'insistez pas | assez | ça suffit maintenant | c'est bon arrêtez | arrêtez svp | stop svp | stop messages | plus de sms | plus de mails | plus de sondages | lâchez-nous | lâchez l'affaire | ne m'écrivez plus | ne me contactez plus | ne m'appelez plus | supprimez mon numéro | effacez mon numéro | enlevez-moi | désinscris-moi | unsubscribe | désabonne | j'en peux plus | ras le bol | y en a assez | j'en ai assez | saoulant | vous saoulez | vous me saoulez | vous me soulez | plus de messages | "
        )
    ),
    opt_out_patterns=(
        rf"(?:{_PLEASE} )*(?:je )?(?:ne |n )?(?:veux|souhaite|voudrais|désire|voulons|veut)(?: (?:plus|pas|jamais))+(?: (?:jamais|en))* (?:recevoir|avoir|en recevoir|de)(?: (?:ça|cela|ce genre|de|choses|ces choses|tout ça|rien|de vous|vos trucs|{_SURVEYS}))*(?: {_PLEASE})*",
        rf"(?:{_PLEASE} )*plus (?:aucun |jamais )*(?:de |d )?{_SURVEYS}(?: {_PLEASE})*",
        rf"(?:{_PLEASE} )*(?:merci de )?ne (?:plus|pas|jamais) (?:me |m ?|nous )?(?:m?envoyer|m?écrire|contacter|déranger|relancer|solliciter|m?appeler)(?: (?:plus|{_SURVEYS}|{_PLEASE}|de|des|ça|rien))*",
        rf"(?:{_PLEASE} )*(?:(?:pouvez vous|vous pouvez|tu peux|peux tu|veuillez|merci d|merci de|pourriez vous|je veux que vous|je voudrais que vous) )?(?:d )?(?:arrêt(?:e|ez|er|iez)|darrêter|cess(?:e|ez|er|iez)|stopp(?:e|ez|er))(?: {_PLEASE})* (?:de |avec |d |le |les )(?:me |m |nous |te |ça )?(?:m ?)?(?:m?écrire|m?envoyer|demander|m?embêter|contacter|harceler|appeler|m?appeler|déranger|spammer|relancer|solliciter|poser|saouler|souler|m?ennuyer|questionner|faire chier|parler)(?: (?:à|moi|sans|des|vos|tes|ça|cela|ces|trucs|conneries|choses|tout|{_SURVEYS}|{_PLEASE}))*",
        rf"(?:{_PLEASE} )*(?:arrêt(?:e|ez)|cessez|stop|stopp(?:e|ez)|marre|assez|ça suffit|y en a marre|j en ai marre|jen ai marre|basta)(?: {_PLEASE})*(?: (?:avec|de|à|aux))? {_SURVEYS}(?: {_PLEASE})*",
        rf"(?:{_PLEASE} )*(?:ne )?(?:m|me|nous)? ?(?:m?écri(?:vez|s)|m?envo(?:yez|ie)|demand(?:ez|e)|contact(?:ez|e)|dérang(?:ez|e)|m?appel(?:ez|le)|sollicit(?:ez|e)|relanc(?:ez|e)|pos(?:ez|e)|m?embêt(?:ez|e)|harcelez)(?: moi)? (?:plus|jamais|pas)(?: (?:{_PLEASE}|{_SURVEYS}|rien))*",
        rf"(?:{_PLEASE} )*(?:je )?(?:ne |n )?(?:veux|souhaite|voudrais|désire|voulons) plus(?: (?:recevoir|avoir|jamais|répondre à|répondre aux|voir|être|qu on|de))*(?: (?:sollicitée?|contactée?|dérangée?|{_SURVEYS}))(?: {_PLEASE})*",
        rf"(?:{_PLEASE} )*(?:je )?(?:ne )?(?:veux|souhaite|désire) pas (?:recevoir |de |de vos |être (?:contactée?|dérangée?|sollicitée?)|répondre à |répondre aux )(?:{_SURVEYS})?(?: {_PLEASE})*",
        rf"(?:{_PLEASE} )*plus (?:de |d |jamais de |aucun |aucune )?{_SURVEYS}(?: {_PLEASE})*",
        rf"(?:{_PLEASE} )*(?:laiss(?:e|ez)|fich(?:e|ez)|fout(?:ez|s)|fous|vous pouvez me laisser|pouvez vous me laisser|me laisser)(?: (?:moi|nous))?(?: {_PLEASE})* (?:tranquilles?|en paix|la paix)(?: (?:{_PLEASE}|avec ça|avec vos \w+))*",
        rf"(?:{_PLEASE} )*(?:(?:je (?:veux|voudrais|souhaite|souhaiterais|désire)|j aimerais|jaimerais|comment|comment je peux|comment puis je|comment faire pour|pour) )?(?:me |m |se )?(?:désinscri(?:re|vez|s|ption)|désabonn(?:er|ez|e|ement)|retir(?:er|ez)|supprim(?:er|ez)|enlev(?:er|ez)|ôter|ôtez)(?: (?:moi|de|des|du|la|le|vos|votre|cette|ces|ce|liste|listes|fichier|fichiers|base|diffusion|mailing|{_SURVEYS}))*(?: {_PLEASE})*",
    ),
    person_patterns=(
        rf"(?:(?:je|j|ai|jai|on|peux|puis|veux|voudrais|aimerais|besoin|il|me|faut|souhaite|possible|préfère|pourrais|est ce que|svp|bonjour|passez|passe|donnez|mettez|trouvez|envoyez) )*(?:d|de|moi|m|à|avec|que)* ?(?:parler |discuter |échanger |être rappelée? par |être mise? en relation avec |joindre |contacter )(?:à |a |au |avec |avec le |le |la |l )?{_PERSON}{_MANNER}",
        rf"(?:(?:je|j|ai|jai|veux|voudrais|besoin|il|me|faut|donnez|passez|mettez|moi|d|de|svp|souhaite) )+{_PERSON}{_MANNER}",
        rf"(?:(?:est ce que|svp|je veux que|jaimerais que|j aimerais que|il faut que|pouvez vous|vous pouvez|tu peux) )*(?:{_PERSON} )?(?:(?:peut|pourrait|pouvez|pourriez|vous|doit|me|m) )*(?:m?appel|m?rappel|rapel|contact|téléphon|recontact)\w*(?: (?:moi|me|vous))*{_MANNER}",
        rf"{_WISH}(?:être )?(?:parler|discuter|échanger|contacter|joindre|parlé|avoir|entrer en contact|prendre contact|être en contact|rappelée?|recontactée?|mise? en relation|téléphoner|appeler)(?: (?:directement|plutôt))? ?(?:à |a |avec |par |au |aux |d )?{_PERSON}{_MANNER}",
        rf"(?:parler|discuter) (?:à |avec |au )?{_PERSON}{_MANNER}",
        rf"(?:je veux|je voudrais|il me faut|jai besoin d|j ai besoin d|jexige|j exige|besoin d|passez moi|passe moi|donnez moi|je demande) ?(?:à |a )?{_PERSON}{_MANNER}",
        rf"(?:(?:svp|merci de|veuillez|vous pouvez|pouvez vous|tu peux) )*(?:me )?(?:pass|donn|envoy|trouv|met)(?:ez|e|es|er|tez|tre)? ?(?:moi )?(?:en (?:contact|relation|ligne) avec )?(?:à )?{_PERSON}{_MANNER}",
        rf"(?:(?:est ce que|est ce qu|je veux que|je veux qu|je voudrais que|je voudrais qu|il faut que|il faut qu|que|qu|svp) )*{_PERSON} (?:peut|pourrait|peux|me|m|puisse|doit|va)(?: (?:me|m|nous))? ?(?:rappel\w+|appel\w+|contact\w+|répon\w+|aid\w+|parl\w+|recontact\w+)(?: (?:moi))?{_MANNER}",
        rf"(?:(?:je veux|je voudrais|il faut|svp|dites à|demandez à|merci de dire à) )*(?:que |qu |à )*{_PERSON} (?:de )?(?:me |m |nous )?(?:rappelle|appelle|contacte|recontacte|réponde|rappeler|appeler|contacter|téléphone|écrive){_MANNER}",
        rf"{_PERSON}(?: (?:svp|stp|s il vous plaît|sil vous plaît|vite|maintenant|tout de suite|plz))+",
        rf"(?:je )?(?:veux|voudrais|souhaite|préfère|demande) (?:avoir |être (?:en contact|mise? en relation) avec |un contact avec |un échange avec |voir )?{_PERSON}{_MANNER}",
        r"(?:une|à une) (?:vraie )?personne(?: (?:réelle|svp|stp|s il vous plaît|sil vous plaît))*",
        r"(?:un |une |à un )?(?:vraie? )?(?:humain|être humain|conseiller|conseillère|opérateur)(?: (?:réelle?|humaine?|svp|stp|s il vous plaît|sil vous plaît|merci))*",
        rf"(?:svp |merci de |veuillez )?(?:(?:r|re)?appel(?:ez|le|er)|(?:re)?contact(?:ez|e|er)|téléphonez|joignez) (?:moi|nous){_MANNER}",
        rf"(?:merci d|merci de|veuillez|prière de) (?:me |m|nous )(?:rappeler|appeler|recontacter|contacter|téléphoner|joindre){_MANNER}",
        rf"(?:est ce que |est ce qu )?(?:{_PERSON} |vous |tu |on )?(?:pouvez|pourriez|peux|peut|pourrait|pouvez vous|pourriez vous)(?: (?:vous|tu|on|il|elle|t il|{_PERSON}))* (?:me |m|m |nous )(?:rappeler|appeler|recontacter|contacter|téléphoner|joindre){_MANNER}",
        rf"(?:il faut|je veux|je voudrais|jaimerais|j aimerais|je souhaite) (?:que |qu |qu)(?:{_PERSON} |vous |on )?(?:me |m|m |nous )(?:rappel(?:le|iez)|appel(?:le|iez)|contact(?:e|iez)|recontact(?:e|iez)|téléphone){_MANNER}",
        rf"(?:on )?(?:me|m) (?:rappelle|rappelez|recontacte|recontactez) (?:svp|stp|sil vous plaît|s il vous plaît){_MANNER}",
        rf"(?:merci de |veuillez |pouvez vous )?(?:me )?(?:mett(?:ez|re)|pass(?:ez|er)|transfér(?:ez|er)|transfer(?:ez|er))(?: moi)? (?:en relation avec |en contact avec |à |vers )?{_PERSON}{_MANNER}",
        rf"(?:y a t il|ya t il|il y a|y a|est ce qu il y a|est ce quil y a|ya) {_PERSON}(?: (?:là|ici|à qui parler|au bout du fil|derrière|pour m aider|de disponible|à qui je peux parler))*",
        rf"(?:je (?:veux|voudrais|souhaite|demande) |j attends |jattends |besoin d )?(?:un |être )?(?:rappel|rappelée?|recontactée?|appel)(?: (?:téléphonique|de votre part))?{_MANNER}",
        rf"(?:(?:svp|stp|bonjour|pouvez|pourriez|peux|tu|vous|on|peut|pourrait|merci|de|me|m|je|veux|voudrais|souhaite|aimerais|jaimerais|être|etre|besoin|d|dêtre) )*(?:transf[eé]r(?:ez|er|é|ée|e|es|ré|rez|rer)|transmett(?:ez|re)|bascul(?:ez|er|é|ée|e)|redirig(?:ez|er|é|ée|e)|connect(?:ez|er|é|ée|e)|orient(?:ez|er|é|e)|pass(?:ez|er|e)|mett(?:ez|re)|met|mise?|branche[zr]?|reli(?:ez|er|é|ée))(?: (?:moi|nous|me))?(?: (?:en relation|en contact|en ligne|en communication))?(?: (?:à|a|vers|avec|au|aux|sur|chez))* {_PERSON}{_MANNER}",
        r"(?:(?:bonjour|allo|allô|hello|est ce qu|est ce que|il|y) )*(?:y a|ya|y a t il|ya t il|yatil|il y a|y aurait il)(?: (?:t il|bien|vraiment|un|une|des|de|là|encore))* (?:quelqu un|quelquun|qqn|qqun|qq1|humain|humains|personne|gens|vrai humain|vraie personne|être humain)(?: (?:de|d|réel|réelle|reel|vrai|vivant|humain|là|la|ici|derrière|au bout|en vrai|en face|à qui|pour|me|parler|répondre|aider|en ligne|du|fil|dispo|disponible|par ici))+",
    ),
    question_patterns=(
        r"(?:et |mais )?où (?:est|en est|sont|se trouve|puis je|je peux|est ce que|cest|c est|trouver)\b",
        r"(?:et |mais )?quand (?:est ce|arrive|arrivera|ouvrez|fermez|vais je|serai|sera|livrez|puis je|ouvre|allez)\b",
        r"(?:et )?(?:combien|cest combien|c est combien) (?:coûte|coûtent|de temps|ça|ca|de jours|pour|est ce)\b",
        r"(?:et )?(?:à|jusqu à|jusquà) quelle heure\b",
        r"(?:et )?(?:quels?|quelles?) (?:est|sont|heures?|horaires?|délais?|prix|numéro)\b",
        r"(?:et )?(?:comment|pourquoi) (?:puis je|je peux|faire|on fait|faut il|ma|mon|je n|est ce|fait on|ça se fait|annuler|retourner)\b",
        r"(?:est ce que?|est ce qu|qu est ce|quest ce|avez vous|êtes vous|faites vous|livrez vous|pouvez vous|puis je|y a t il|peut on|acceptez vous|savez vous|auriez vous|proposez vous|ouvrez vous|peux tu|vendez vous|je voudrais savoir|j aimerais savoir|jaimerais savoir|une question)\b",
    ),
    yes_patterns=(
        answers(
            "oui|ouais|ouai|ui|yes|oui oui|ouep|yep|carrément|wi",
            rf"(?!bof|et non)\w+|{_STATES}",
            "bof|quand|comment|pourquoi|où|qui|quoi|peut être|enfin non|mais|pas|jamais|rien|non|toujours|encore|sauf|cependant|sans|aucun|aucune|ni|mal|malheureusement|dommage|par contre|retard|pourtant|si",
        ),
        rf"(?:(?:c|cest|c est|cétait|tout|est|a|été|bien|maintenant|enfin|problème|le|souci|finalement|vous|avez|m|me|on|j|ai|jai|été) )+(?:{_STATES})(?: (?:maintenant|merci|enfin|depuis|ce matin|hier|aujourd hui|rapidement|tout))*",
        r"(?:tout|c est|cest|ça)(?: (?:est|va))? (?:ok|bon|bien|parfait|nickel|rentré dans l ordre|rentré dans lordre|réglé|rentré)(?: (?:maintenant|merci|enfin))*",
    ),
    no_patterns=(
        r"(?:(?:non|ça|ce|cest|c est|je|j|n|ne|ai|est|a) )*(?:toujours|encore)(?: (?:pas|rien|aucun|aucune|personne|sans)) ?(?:\w+ ?){0,4}|pas encore (?:\w+ ?){0,3}",
        answers(
            "non|nan|nn|nop|nope|malheureusement|hélas|bah non|ben non",
            r"(?!merci)\w+",
            "mais|quand|comment|pourquoi|où|rien à dire|tout va|ça va|problème|souci|soucis|problèmes|parfait|super|génial|nickel|tout va bien|bien|adoré|bon|satisfait|satisfaite|content|contente|plainte|merci",
        ),
        r"(?:c est |cest |ça |c )?(?:toujours|tjrs|tjr|tjs|encore)(?: (?:est|c|j|je))* (?:pareil|la même chose|rien|pas|le même problème|en attente|en panne|cassé|aucune (?:réponse|nouvelle|solution)|rien reçu|pas (?:réglé|résolu|reçu|remboursée?|réparé|arrivé|livré|de (?:réponse|nouvelle|nouvelles))|le mm pb|idem|j attends|jattends|rien de neuf)(?: (?:là|depuis))*",
        r"(?:c est |cest )?(?:pareil|idem|la même chose)(?: (?:qu avant|quavant|qu hier))?|(?:rien|ça) (?:n |na |n a )?(?:a )?(?:pas )?(?:changé|bougé|avancé)(?: du tout)?|j ?attends (?:toujours|encore)",
    ),
    right=listed(
        "oui c'est bien ça | oui c'est exact | oui c'est correct | oui c'est juste | oui c'est vrai | c'est tout à fait ça | c'est tout à fait exact | c'est exactement ça | oui c'est exactement ça | oui bien sûr | oui bien | oui voilà c'est ça | c'est bon | oui c'est bon | tout est correct | tout est bon | tout est exact | tout à fait exact | bien compris | vous avez bien compris | t'as bien compris | tu as bien compris | compris | c'est ce que je voulais dire | c'est ce que j'ai dit | c'est bien résumé | bien résumé | pile ça | pile poil | yes | yep | ok | ok c'est ça | grave | nickel | impeccable | totalement | complètement | c'est le cas | voilà c'est ça | d'accord | je confirme | oui je confirme | confirmé | oui parfait | oui parfaitement | oui | ouais | ouai | oui oui | exact | exactement | tout à fait | c'est ça | c'est exact | c'est juste | c'est bien ça | c'est correct | cest ca | correct | juste | vrai | c'est vrai | voilà | effectivement | absolument | bien sûr | en effet | parfaitement | parfait | oui c'est ça | oui exactement | oui tout à fait"
        " | oui voilà | précisément | bien vu | affirmatif | c'est bien cela | c'est cela | carrément | sans doute | 👍"
    ),
    not_quite=listed(
        "non c'est faux | non c'est pas ça | non ce n'est pas ça | non pas ça | c'est pas exact | c'est pas correct | ce n'est pas correct | c'est pas juste | ce n'est pas juste | c'est inexact | inexact | c'est incorrect | c'est pas bon | ce n'est pas bon | pas bon | c'est erroné | tout faux | totalement faux | complètement faux | n'importe quoi | c'est n'importe quoi | c'est pas ce que j'ai dit | ce n'est pas ce que j'ai dit | j'ai pas dit ça | je n'ai pas dit ça | j'ai jamais dit ça | je n'ai jamais dit ça | c'est pas ce que je voulais dire | ce n'est pas ce que je voulais dire | je voulais pas dire ça | vous avez mal compris | t'as mal compris | tu as mal compris | mal compris | vous m'avez mal compris | vous n'avez rien compris | rien compris | erreur | il y a erreur | y a erreur | en partie | partiellement | à moitié | à moitié vrai | moitié moitié | pas complet | pas le cas | c'est pas le cas | ce n'est pas le cas | nope | nop | négatif | hors sujet | à côté | à côté de la plaque | non pas vraiment | non pas du tout | non | nan | pas tout à fait | pas vraiment | pas exactement | pas complètement | pas totalement | pas entièrement | pas du tout | c'est faux | faux | c'est pas ça | ce n'est pas ça | ce n'est pas exact | ce n'est pas vrai | c'est pas vrai | pas ça | pas juste | incorrect | erroné | pas trop | pas correct"
        " | vous n'avez pas compris | presque | plus ou moins | pas forcément | pas précisément | pas exact | pas trop ça | c'est pas tout à fait ça | c'est pas vraiment ça | pas si | pas bien compris | absolument pas | 👎"
    ),
    goes_on=listed(
        "c'était | c'est | le | la | les | l' | je | j'ai | j'étais | on | nous | vous | mais | parce que | juste | seulement | tout | et | en fait | il | elle | ça | plutôt | car | cetait | c etait"
    ),
    moods=valued(
        {
            "happy": "content~ | heureux | heureuse | ravi~ | je suis content~ | j'étais content~ | satisfait~ | je suis satisfait~ | bien | très bien | bon | très bon | c'était bien | c'était très bien | c'était bon | super | c'était super | excellent | génial | positif | parfait | j'ai aimé | ça m'a plu",
            "mixed": "du bon et du moins bon | mitigé~ | mélangé | les deux | un peu des deux | bon et mauvais | du bon et du mauvais | moitié moitié | partagé~ | entre les deux | bien et pas bien | un peu de tout",
            "neutral": "neutre | ni bon ni mauvais | ni bien ni mal | ni l'un ni l'autre | moyen | bof | comme ci comme ça | couci couça | ok | correct | ça va | ça allait | c'était ok | c'était correct | passable | normal | c'était moyen | sans plus",
            "unhappy": "ça ne m'a pas plu | ça m'a pas plu | mécontent~ | malheureux | malheureuse | pas content~ | je suis mécontent~ | je ne suis pas content~ | je suis pas content~ | insatisfait~ | pas satisfait~ | déçu~ | je suis déçu~ | mauvais | très mauvais | mal | pas bien | pas bon | c'était mauvais | c'était nul | nul | négatif | horrible | fâché~ | triste"
            " | en colère",
        },
        "",
        "e",
        "s",
        "es",
    ),
    commands=valued(
        {
            "about": "à propos",
            "help": "aide",
            "feedback": "donner mon avis | avis | commentaire | commentaires | évaluer",
            "language": "langue | changer de langue",
            "name": "nom | prénom",
            "connect": "connecter | connexion",
            "privacy": "confidentialité | vie privée",
            "mydata": "mes données",
            "forget": "oublie-moi | oubliez-moi | oublier | supprimer mes données | effacer mes données",
            "mine": "mes commentaires | mes avis",
        }
    ),
    tail_regex=r"allez|quoi|voilà|hein|on\s+va\s+dire|disons|pas\s+plus|pas\s+moins|sans\s+plus|franchement|perso|personnellement|honnêtement|pour\s+moi|à\s+mon\s+avis|selon\s+moi|grand\s+max(?:imum)?|max(?:imum)?|et\s+encore|c'est\s+tout|et\s+voilà|tout\s+rond|peut[- ]être|environ|à\s+peu\s+près|je\s+(?:dirais|pense|crois|trouve)|dirais[- ]je|pour\s+moi|de\s+ma\s+part|sans\s+hésiter|sans\s+hésitation|dans\s+l'ensemble|globalement|facile|largement",
    scale_first_regex=r",?\s+(?:je\s+(?:donne|mets|dirais)\s+)(?:un\s+)?",
)
