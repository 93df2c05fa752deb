"""How people say that they may be quoted, or may not, in each language: patterns over folded text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.core.spoken import fold


@dataclass(frozen=True, slots=True)
class QuotingWords:
    """An objection may stand amid other words; the other patterns are the whole of what is said."""

    stems: tuple[str, ...]  # one of them is in every objection
    objection: str
    besides: str  # what may be said with an objection and adds nothing
    asks: str
    never: str  # these four answer the question
    unnamed: str
    named: str
    yes: str

    def is_objection(self, plain: str) -> re.Match[str] | None:
        """Where somebody objects in this folded text."""
        if not any(stem in plain for stem in self.stems):
            return None
        return compiled(rf"(?<!\w)(?:{self.objection})(?!\w)").search(plain)

    def adds_nothing(self, plain: str) -> bool:
        return compiled(rf"(?:[^\w]|(?<!\w)(?:{self.besides})(?!\w))*").fullmatch(plain) is not None

    def answers(self, plain: str, answer: str) -> bool:
        """Whether this is the answer, perhaps with a yes before it."""
        return compiled(rf"(?:(?:{self.yes}),? )?(?:{answer})").fullmatch(plain) is not None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fold(pattern))


_NOT = r"(?:do not|don't|dont|never|not to|rather not|must not|may not)"

QUOTING: Mapping[str, QuotingWords] = {
    "en": QuotingWords(
        stems=("quot", "shar", "publish", "post", "print", "pass on", "show"),
        objection=rf"{_NOT} (?:ever )?(?:be quoted|quote (?:me|us|my|this|that|it|any)"
        r"|(?:share|publish|post|print|pass on|show) "
        r"(?:my (?:words|comments?|feedback|answers?|name|review)|what i (?:said|say|wrote|write)))",
        besides=r"please|thanks?|thank you|i|i'd|you|would|rather|ok|okay|hi|hello|and|anywhere|again|to|with|anyone|anybody|publicly",
        asks=r"(?:you (?:may|can) )?(?:please )?quote me(?: again)?|quotes?|quoting",
        never=r"no|nope|no,? thanks?(?: you)?|never|please don't|rather not",
        unnamed=r"without (?:my |a )?(?:first )?name",
        named=r"with (?:my )?(?:first )?name",
        yes=r"(?:yes|yep|yeah|sure|ok(?:ay)?|of course)(?:,? please)?",
    ),
    "de": QuotingWords(
        stems=("zitier", "veroffentlich", "veroeffentlich", "weiterg", "weiters", "teil", "zeig"),
        objection=r"(?:nicht|nie|niemals) (?:mehr )?(?:zitieren|zitiert werden|veröffentlichen|veröffentlicht werden|weitergeben|weitersagen)"
        r"|zitier(?:t|e|en sie)? (?:mich|uns|das|meine worte)(?: bitte)? (?:nicht|nie)|nicht zitiert"
        r"|(?:teilt|teilen sie|veröffentlicht|veröffentlichen sie|zeigt|zeigen sie) (?:meine?|meinen) \w+(?: bitte)? (?:nicht|niemandem)"
        r"|meine (?:worte|kommentare|bewertung|antworten|antwort)(?: bitte)? (?:nicht|nie|niemandem) (?:teilen|zeigen)",
        besides=r"bitte|danke|ich|möchte|will|würde|gern|gerne|lieber|mich|mein|meine|worte|ok|okay|hallo|hi|und|mehr|an|andere|niemanden|öffentlich|werden",
        asks=r"(?:ihr dürft mich |sie dürfen mich |du darfst mich )?(?:wieder )?zitieren(?: erlaubt)?|zitate?|zitiert mich(?: wieder)?|zitieren sie mich",
        never=r"nein|nö|nee|nein,? danke|niemals|nie|bitte nicht|lieber nicht|nein,? lieber nicht",
        unnamed=r"ohne (?:meinen |den |mein )?(?:vor)?namen?|anonym",
        named=r"(?:gerne )?mit (?:meinem |dem )?(?:vor)?namen?",
        yes=r"(?:ja|jo|klar|sicher|gern|gerne|ok(?:ay)?|natürlich|ja klar|ja gerne?)(?:,? bitte)?",
    ),
    "es": QuotingWords(
        stems=("cit", "compart", "publi", "muestr", "difund"),
        objection=r"no (?:me|nos) (?:cit(?:es|e|en|éis|ar))|no (?:quiero|deseo) (?:que me citen|ser citad[oa]|que (?:compartan|publiquen|citen) (?:mis?|lo))"
        r"|no (?:compart(?:an|a|as|áis)|publi(?:quen|que|ques|quéis)|muestr(?:en|e|es)|difund(?:an|a|as)|cit(?:en|e|es)) (?:mis? (?:palabras|comentarios?|opini[oó]n|nombre|respuestas?|reseña)|lo que (?:escrib|dij|dig)\w+)",
        besides=r"por favor|porfa|gracias|yo|prefiero|que|ok|hola|y|a|nadie|con|nunca|más|en público|públicamente",
        asks=r"(?:ya )?(?:me )?(?:puedes|pueden|podéis|puede) (?:citarme|citar)|citarme|cítame|cítenme|citadme",
        never=r"no|no,? gracias|nunca|mejor no|prefiero que no|por favor no",
        unnamed=r"sin (?:mi )?nombre|anónimo|de forma anónima",
        named=r"con (?:mi )?nombre(?: de pila)?",
        yes=r"(?:sí|sii|claro|claro que sí|vale|ok(?:ay)?|por supuesto|bueno|dale)(?:,? por favor)?",
    ),
    "fr": QuotingWords(
        stems=("cit", "partag", "publi", "diffus", "montr"),
        objection=r"(?:ne )?(?:me|m') ?cit(?:ez|e|er|es) pas|(?:ne )?pas (?:me )?citer|citez?[- ]moi pas|(?:ne )?(?:partag(?:ez|e)|publi(?:ez|e)|diffus(?:ez|e)|montr(?:ez|e)) pas (?:mes|mon|ce que j)\w*"
        r"|je (?:ne )?(?:veux|souhaite) pas (?:être citée?|qu'on me cite|que vous (?:me citiez|partagiez|publiiez))",
        besides=r"s'il vous plaît|s'il te plaît|svp|stp|merci|je|préfère|j'aimerais|ok|bonjour|et|à|personne|avec|jamais|publiquement|ne|mots|avis|commentaires?|de",
        asks=r"(?:vous pouvez|tu peux) me citer|citez[- ]moi|me citer|citations?",
        never=r"non|nan|non,? merci|jamais|plutôt pas|je préfère pas|s'il vous plaît non",
        unnamed=r"sans (?:mon )?(?:pré)?nom|anonymement|anonyme",
        named=r"avec (?:mon )?(?:pré)?nom",
        yes=r"(?:oui|ouais|bien sûr|d'accord|ok(?:ay)?|volontiers|pas de problème|avec plaisir)(?:,? (?:svp|merci))?",
    ),
    "pt": QuotingWords(
        stems=("cit", "partilh", "compartilh", "publi", "divulg", "mostr"),
        objection=r"não (?:me )?cit(?:em?|ar|es)(?:-me)?|não (?:quero|desejo) (?:ser citad[oa]|que me citem|que (?:partilhem|compartilhem|publiquem|divulguem))"
        r"|não (?:partilhem?|compartilhem?|publiquem?|divulguem?|mostrem?) (?:as? minhas?|os? meus?|minhas?|meus?|o que (?:eu )?(?:escrevi|disse|falei))(?: \w+)?",
        besides=r"por favor|obrigad[oa]|eu|prefiro|que|ok|oi|olá|e|a|ninguém|com|nunca|mais|publicamente|nome",
        asks=r"(?:já )?pode(?:m|s)? (?:me )?citar(?:-me)?|cite-me|citem-me|me cite(?:m)?|citações",
        never=r"não|nao|n|não,? obrigad[oa]|nunca|melhor não|prefiro que não|prefiro não",
        unnamed=r"sem (?:o )?(?:meu )?nome|anónimo|anônimo",
        named=r"com (?:o )?(?:meu )?(?:primeiro )?nome",
        yes=r"(?:sim|claro|claro que sim|ok(?:ay)?|pode ser|com certeza|podem?|tudo bem)(?:,? por favor)?",
    ),
    "ru": QuotingWords(
        stems=("цитир", "публику", "показыв", "делит", "переда", "распростран"),
        objection=r"не (?:цитируйте|цитировать|цитируй)|не (?:хочу|надо|нужно|хотел бы|хотела бы),? (?:чтобы )?(?:меня |вы меня )?(?:цитировал\w*|цитировать)"
        r"|не (?:публикуйте|показывайте|делитесь|передавайте|распространяйте) (?:никому )?(?:мои|моими|мой|моим|моё|то,? что я)(?: \w+)?",
        besides=r"пожалуйста|спасибо|я|меня|мои|слова|прошу|ок|привет|здравствуйте|и|никому|нигде|больше|никогда|публично|написал|написала",
        asks=r"(?:меня )?можно (?:меня )?цитировать(?: меня)?|цитируйте(?: меня)?|цитат[аы]|цитировать",
        never=r"нет|не|неа|нет,? спасибо|никогда|лучше не надо|не надо|не стоит|нельзя",
        unnamed=r"без (?:моего )?имени|анонимно",
        named=r"с (?:моим )?именем|под (?:моим )?именем",
        yes=r"(?:да|ага|конечно|можно|ок(?:ей)?|хорошо|пожалуйста|да,? конечно|да,? можно)",
    ),
    "tr": QuotingWords(
        stems=("alintila", "paylas", "yayinla", "kullanma"),
        objection=r"(?:beni|sözlerimi|yorumumu|yorumlarımı|yazdıklarımı|söylediklerimi|adımı) (?:\w+ ){0,2}?(?:alıntılama(?:yın|yınız)?|paylaşma(?:yın|yınız)?|yayınlama(?:yın|yınız)?|kullanma(?:yın|yınız)?)|alıntılama(?:yın|yınız)?"
        r"|alıntılanmak istemiyorum|(?:sözlerimin|yorumumun|yazdıklarımın) (?:paylaşılmasını|yayınlanmasını|alıntılanmasını) istemiyorum",
        besides=r"lütfen|teşekkürler|teşekkür ederim|ben|ama|tamam|merhaba|ve|kimseyle|kimseye|hiçbir|yerde|artık|bir|daha|asla|beni",
        asks=r"(?:beni )?alıntılayabilirsiniz|(?:beni )?alıntıla(?:yın)?|alıntı(?:lar)?",
        never=r"hayır|yok|hayır,? teşekkürler|asla|olmaz|lütfen hayır|istemem|istemiyorum|paylaşmayın",
        unnamed=r"adım olmadan|isimsiz|ismim olmadan|adımı vermeden|anonim",
        named=r"adımla|ismimle|adımla birlikte|ön adımla",
        yes=r"(?:evet|tabii?(?: ki)?|olur|tamam|elbette|paylaşabilirsiniz|ok)(?:,? lütfen)?",
    ),
    "ar": QuotingWords(
        stems=("قتب", "نشر", "شار", "نقل"),
        objection=r"لا (?:تقتبسوا|تقتبس|تقتبسون|تنشروا|تنشر|تشاركوا|تشارك|تنقلوا) ?(?:كلامي|كلماتي|عني|تعليقي|رأيي|ردي|إجابتي|اسمي|مني|ما (?:كتبت|قلت)ه?)"
        r"|(?:لا أريد|لا أرغب في|لا أرغب ب|مش عايز|ما بدي|ما أبي) ?(?:أن )?(?:تقتبسوا|اقتباس|نشر|مشاركة|تنشروا|تشاركوا) (?:كلامي|كلماتي|تعليقي|رأيي|اسمي)",
        besides=r"من فضلك|من فضلكم|رجاء|لو سمحت|لو سمحتم|شكرا|أرجوكم|أنا|و|مع|أحد|أي|أبدا|مرحبا|حسنا|بعد الآن",
        asks=r"(?:يمكنكم|يمكنك|ممكن|يمكن)? ?(?:اقتباس|الاقتباس)(?: (?:كلامي|كلماتي|مني))?|اقتبسوا(?: كلامي)?",
        never=r"لا|لأ|كلا|لا,? شكرا|أبدا|أفضل لا|لا أريد|لا أفضل",
        unnamed=r"(?:من )?(?:دون|بدون|بلا) (?:ذكر )?(?:اسمي|اسم|ذكر الاسم)",
        named=r"(?:مع|ب) ?(?:ذكر )?اسمي(?: الأول)?|باسمي(?: الأول)?",
        yes=r"(?:نعم|ايوه|أيوه|أكيد|طبعا|حسنا|موافق|موافقة|تمام|ممكن|لا مانع|بالتأكيد)(?:,? (?:من فضلكم|تفضلوا))?",
    ),
}
"""Language → its words. A bare yes says nothing of the name, so it is without."""
