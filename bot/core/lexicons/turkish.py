"""How people answer in Turkish, with its own letters or plain ones. The scale stands first: "10 üzerinden 8"."""

from __future__ import annotations

from bot.core.lexicon import Lexicon, listed, valued
from bot.core.survey import QuestionKind

_NUMBERS = {
    0: "sıfır",
    1: "bir",
    2: "iki",
    3: "üç",
    4: "dört",
    5: "beş",
    6: "altı",
    7: "yedi",
    8: "sekiz",
    9: "dokuz",
    10: "on",
    11: "onbir | on bir",
    12: "oniki | on iki",
    15: "onbeş | on beş",
    20: "yirmi",
    100: "yüz",
}
_SATISFACTION_5 = {
    1: """hiç memnun değilim | hiç memnun kalmadım | hiç memnun değil | hiç memnun olmadım | çok memnuniyetsizim | çok memnuniyetsiz | kesinlikle memnun değilim
        | asla memnun değilim | hiç memnun kalmadık | hiç memnun değiliz""",
    2: """memnun değilim | memnun kalmadım | memnun olmadım | memnun değil | memnun değiliz | memnun kalmadık | memnuniyetsizim | memnuniyetsiz | pek memnun değilim
        | pek memnun kalmadım | çok memnun değilim | çok memnun kalmadım | fazla memnun değilim | çok da memnun değilim""",
    3: "nötr | kararsızım | ne memnunum ne değilim | ne memnunum ne de değilim | ne memnunum ne memnun değilim | ne memnun ne memnun değil | nötrüm",
    4: "memnunum | memnun | memnun kaldım | memnun kaldık | memnunuz | memnun oldum | genel olarak memnunum | oldukça memnunum | gayet memnunum | biraz memnunum | genelde memnunum",
    5: """çok memnunum | çok memnun | çok memnun kaldım | çok memnun kaldık | çok memnunuz | çok memnun oldum | son derece memnunum | son derece memnun kaldım | aşırı memnunum
        | tamamen memnunum | fazlasıyla memnunum | kesinlikle memnunum | acayip memnunum | çok çok memnunum | tam memnunum""",
}
_AGREEMENT_7 = {
    1: "kesinlikle katılmıyorum | hiç katılmıyorum | asla katılmıyorum | tamamen katılmıyorum | kesinlikle hayır | tamamen karşıyım | hiçbir şekilde katılmıyorum",
    2: "katılmıyorum | aynı fikirde değilim | hemfikir değilim",
    3: "biraz katılmıyorum | kısmen katılmıyorum | pek katılmıyorum | çok katılmıyorum",
    4: "kararsızım | nötr | nötrüm | ne katılıyorum ne katılmıyorum | ne katılıyorum ne de katılmıyorum | fikrim yok",
    5: "kısmen katılıyorum | biraz katılıyorum | az çok katılıyorum",
    6: "katılıyorum | aynı fikirdeyim | hemfikirim | ben de katılıyorum",
    7: "kesinlikle katılıyorum | tamamen katılıyorum | çok katılıyorum | sonuna kadar katılıyorum | yüzde yüz katılıyorum | tamamıyla katılıyorum | bütünüyle katılıyorum | kesinlikle | %100 katılıyorum",
}
_YES_NO = {
    1: """evet | evt | ewet | eved | evett | e evet | he | hee | hı hı | hıhı | aynen | tabii | tabi | tabii ki | tabi ki | tabiki | elbette | olur | iyi | güzel | iyiydi | evet iyi | evet güzel | baş parmak yukarı | başparmak yukarı | yukarı
        | beğendim | evet beğendim | çözüldü | evet çözüldü | evet çözdünüz | hallettiniz | evet hallettiniz | halloldu | evet halloldu | düzeldi | evet düzeldi | kesinlikle | evet kesinlikle | evet her şey yolunda | her şey yolunda | evet tamam | evet oldu""",
    0: """hayır | hayirr | hyr | yo | yoo | yooo | yok | cık | hayır değil | kötü | iyi değil | baş parmak aşağı | başparmak aşağı | aşağı | beğenmedim | hayır beğenmedim | hâlâ değil | hala değil | hayır hala değil | hala hayır | henüz değil | hayır henüz değil
        | değil | maalesef | maalesef hayır | hayır maalesef | olmadı | hayır olmadı | çözülmedi | hayır çözülmedi | düzelmedi | hayır düzelmedi | pek değil | pek sayılmaz | hiç değil | ne yazık ki hayır | daha değil | kesinlikle hayır | hayır kesinlikle | çözemediniz""",
}
_SURVEYS = r"(?:(?:bu|şu|saçma|böyle|daha|fazla|başka|hiçbir|artık|bir|tür|bunun gibi|gereksiz) )*(?:anket|anketler|anketi|anketleri|mesaj|mesajlar|mesajı|mesajları|soru|sorular|soruları|mail|mailler|e posta|sms|bildirim|bildirimler|bildirimleri|spam|reklam|reklamlar)"
_MORE = r"(?:artık|lütfen|lütfn|bir daha|bi daha|asla|sürekli|bana|beni|bize|bizi|sakın|yeter|hemen|daha|fazla|tekrar|hiç|boyuna|durmadan|ltf|benden)"
_SOON = r"(?:daha sonra|sonra|yarın|akşam|akşama|birazdan|az sonra|başka zaman|başka bir zaman|haftaya|bir saat sonra|ilerleyen saatlerde|iş çıkışı|müsait olunca|müsait olduğumda|vaktim olunca|sonradan|daha sonradan|bugün sonra|hafta sonu)"
_NOW = r"(?:şu an|şuan|şu anda|şuanda|şimdi|şimdilik|bugün|çok|biraz|maalesef|pek|hiç|şu sıralar|an itibariyle|bu aralar|üzgünüm|buna|bunun için|valla|ya|ben|cidden|gerçekten|için|ki|da|de)"
_PERSON = (
    r"(?:(?:bir|gerçek|canlı|yetkili|sizden|insan|normal|herhangi|ilgili|başka|sorumlu|oradan|müşteri|mağaza|sizin|firma|bi|hakiki) )*"
    r"(?:insan|kişi|yetkili|temsilci|temsilcisi|destek|operatör|müdür|müdürü|çalışan|görevli|biri|birisi|birileri|personel|yönetici|sorumlu|patron|sahibi|ekip|hizmetleri|müdürünüz|eleman|danışman)(?:yle|yla|le|la|siyle|siyla|niz|nize|nizle|ye|ya|e|a|ne|na|si|sine|leri|leriyle|lerine|ni|yi|i|den|ndan|mizle|nle|nizden)?"
)
_MANNER = r"(?: (?:lütfen|ltf|acil|acilen|hemen|bugün|yarın|şimdi|telefonla|telefonda|direkt|doğrudan|en kısa sürede|bu konuda|bu konu hakkında|acaba|mümkünse|bir an önce|sipariş hakkında|konuyla ilgili|rica ediyorum|rica ederim|siparişim hakkında|siparişimle ilgili))*"
_MAY = r"(?: (?:istiyorum|istiyom|isterim|istiyoruz|istemiştim|istyorum|mümkün mü|mümkün müdür|mü|mi|miyim|mıyım|miyiz|misiniz|mısınız|lazım|gerekiyor|gerek|olur mu|lütfen|acaba|mı|rica ediyorum|ihtiyacım var|var mı|nasıl|bugün|hemen|acil|acilen))*"

TURKISH = Lexicon(
    numbers=valued(_NUMBERS),
    number_glue=frozenset(
        listed(
            "veya | ya | da | yada | ile | ve | arası | arasında | belki | yaklaşık | civarı | buçuk | yarım | nokta | virgül | bir | falan | gibi | aşağı | yukarı | neredeyse | sanırım | mi | mı | en"
        )
    ),
    out_of=listed("bölü"),
    stars=listed("yıldız | yıldızlı | yıldızlık | yıldızı | yıldızdan"),
    points=listed(
        "puan | puanı | puanlık | puandan | puanım | puan veriyorum | puan veririm | puan verdim | puan veriyom | veriyorum | veririm | verdim | veriyom | vericem | vereceğim | veririz | veriyoruz | diyorum"
    ),
    lead_in_regex=(
        "ya+",
        "yani",
        "e+h*",
        "hı*m+",
        "h+m+",
        "şey",
        "va+lla+(?:hi|ha)?",
        "bence",
        "bana göre",
        "benden",
        "benim(?: için| puanım)?",
        "belki",
        "sanırım",
        "galiba",
        "herhalde",
        "muhtemelen",
        "kesinlikle",
        "tam",
        "net",
        "rahat",
        "rahatlıkla",
        "en az",
        "tabii?",
        "merhaba(?:lar)?",
        "selam(?:lar)?",
        "iyi (?:günler|akşamlar)",
        "günaydın",
        "tamam",
        "ok(?:ey|ay)?",
        "peki",
        "genel olarak",
        "genelde",
        "dürüst olmak gerekirse",
        "açıkçası",
        "puanım(?::)?",
        "notum(?::)?",
        "oyum(?::)?",
        "cevabım(?::)?",
        "değerlendirmem(?::)?",
        "puan(?::)?",
        "not(?::)?",
        "ben",
        "biz",
        "size",
        "bu",
        "diyelim(?: ki)?",
        "şöyle",
        "sadece",
        "toplam",
        "maalesef",
        "bir",
        "temiz",
        "sağlam",
        "hizmete",
        "hizmetinize",
        "net bir",
    ),
    verdict_regex=r"\b(?:puanım|notum|oyum|değerlendirmem|benden|bizden)\s*:?\s*(?:(?:size|tam|net|rahat|kesinlikle|bir|temiz)\s+)*",
    hedge_regex=r"\b(?:eğer|keşke|neredeyse|az\s+kalsın|yerine|normalde|genelde|eskiden|önceki|önceden|daha\s+önce|geçen\s+sefer|başkası|diğer|diğerleri|eşim|arkadaşım|kocam|karım|en\s+fazla|beklerken|değil)\b",
    condition_regex=r"(?:değil|verirdim|verebilirdim|verecektim|olurdu|olabilirdi|olsaydı|olsa\b|olacaktı|eğer|etmiyor|veremem|veremiyorum|vermem|vermezdim|vermiyorum|hak\s+etm|kır(?:dım|ıyorum)|eksik)",
    after_rating=listed(
        "çünkü | çunku | cunku | ama | fakat | ancak | lakin | zira | yalnız | lütfen | teşekkürler | teşekkür ederim | sağol | sağolun | sağ olun | bence | derim | veririm | veriyorum | verdim | olsun | olur | sanırım | galiba | benden | maalesef | ne yazık ki | diyelim | tabii | nedeni | sebebi | diyorum | genel olarak"
        " | keşke | o yüzden | bu yüzden | tek sorun"
    ),
    after_verdict=listed(
        "ve | için | çok | süper | harika | tavsiye | tavsiye ederim | kesinlikle | herkese | güzel | iyi | hizmet | yine | tekrar | her | mükemmel | gayet | bir | herşey | on | hak"
    ),
    counted=frozenset(
        listed(
            "ürün | ürünün | üründen | ürünler | parça | adet | tane | kutu | şişe | yemek | sipariş | siparişin | siparişten | kişi | kişilik | kişiydik | kere | kez | defa | ziyaret | teslimat | dakika | dk | saat | saattir | gün | gündür | günde | hafta | haftadır | ay | aydır | yıl | yıldır | tl | lira | euro | yüzde"
            " | paket | porsiyon | pizza | burger | çeşit | şey"
        )
    ),
    labels={
        QuestionKind.CSAT: valued(_SATISFACTION_5) | {"tek yıldız": 1},
        QuestionKind.STARS: {"tek yıldız": 1},
        QuestionKind.CES: valued(_AGREEMENT_7),
        QuestionKind.NPS: valued({0: "hiç olası değil", 10: "son derece olası | kesinlikle olası"}),
        QuestionKind.THUMBS: valued(_YES_NO),
    },
    joiners=listed("ve | veya | ile | artı | ayrıca | sonra | hem | de | da | bir de"),
    connectives=listed("çünkü | ama | fakat | ancak | zira | lakin | cunku"),
    courtesies=listed(
        "lütfen | ltf | lütfn | teşekkürler | teşekkür ederim | teşekkür ederiz | çok teşekkürler | tşk | tşkler | tesekkurler | sağol | sağ ol | sağolun | sağ olun | pardon | kusura bakmayın | kusura bakma | üzgünüm | özür dilerim | ok | tamam | merhaba | merhabalar | selam | selamlar | iyi günler | iyi akşamlar"
        " | günaydın | peki | ya | hocam | arkadaşlar | valla | eh | kolay gelsin | rica ederim"
    ),
    pleasantries=frozenset(
        listed(
            "merhaba | merhabalar | selam | selamlar | slm | mrb | selamün aleyküm | selamun aleykum | iyi günler | iyi akşamlar | iyi geceler | günaydın | nasılsınız | naber | ok | tamam | tamamdır | tmm | peki | olur | evet | tabii | tabi | tabii ki | elbette | teşekkürler | teşekkür ederim | teşekkür ederiz | çok teşekkürler"
            " | çok teşekkür ederim | tşk | sağol | sağolun | sağ olun | eyvallah | rica ederim | görüşürüz | hoşça kalın | start | test | deneme | kolay gelsin | anladım"
        )
    ),
    skip=frozenset(
        listed(
            "geç | geçelim | geçiyorum | geçin | geç bunu | bunu geç | bunu geçelim | bu soruyu geç | soruyu geç | bu soruyu geçelim | bu soruyu geçiyorum | geçmek istiyorum | atla | atlayalım | atlıyorum | atlayın | bu soruyu atla | soruyu atla | bunu atla | pas | pas geç | pas geçiyorum | pas geçelim | sonraki | sonraki soru | sıradaki | sıradaki soru | diğer soru | diğer"
            " | devam | devam et | devam edelim | ilerle | yok | yok bir şey | yok birşey | bir şey yok | birşey yok | bi şey yok | bişey yok | hiçbir şey | hiçbirşey | hiç bir şey | hiç bişey | hiçbi şey | hiç | hiçbiri | hiç biri | hayır | hayır yok | yok hayır | yo | yok teşekkürler | hayır teşekkürler | yok sağol | yok sağolun | gerek yok | lazım değil | bilmiyorum | bilmem"
            " | bilemiyorum | bilmiyorum ki | ne bileyim | fikrim yok | bir fikrim yok | hiçbir fikrim yok | hiç fikrim yok | emin değilim | yorum yok | yorumum yok | yorum yapmak istemiyorum | söyleyecek bir şeyim yok | söyleyecek bir şey yok | söyleyecek bişeyim yok | ekleyecek bir şey yok | ekleyecek bir şeyim yok | ekleyeceğim bir şey yok | diyecek bir şeyim yok"
            " | başka bir şey yok | başka yok | bu kadar | hepsi bu | hepsi bu kadar | o kadar | farketmez | fark etmez | cevap yok | cevaplamak istemiyorum | cevap vermek istemiyorum | söylemek istemiyorum | yanıtlamak istemiyorum | söylememeyi tercih ederim | boş | boş geç | boş bırak | boş bırakıyorum | aklıma gelmiyor | aklıma bir şey gelmiyor | aklıma birşey gelmiyor | aklıma bir şey gelmedi"
            " | yukarıda yazdım | yukarıdaki gibi | istemiyorum | istemem | n/a | geçerli değil | bla bla | bla bla bla | öyle bir şey yok | pek yok | aslında yok | yok aslında | yok valla | herhangi bir şey yok | önerim yok | bir önerim yok"
        )
    ),
    skip_patterns=(),
    later=frozenset(
        listed(
            "sonra | daha sonra | sonra lütfen | belki sonra | belki daha sonra | sonra belki | şimdi değil | şimdi olmaz | hayır şimdi değil | şu an değil | şu an olmaz | şuan değil | şuan olmaz | şu anda değil | şimdi istemiyorum | şu an istemiyorum | sonra olsun | sonraya kalsın | sonra yapalım | daha sonra olsun | yarın | belki yarın | yarın olsun | başka zaman | başka bir zaman | başka sefere | bir dahaki sefere"
            " | bugün değil | bugün olmaz | meşgulüm | çok meşgulüm | müsait değilim | müsait değil | vaktim yok | zamanım yok | vakit yok | zaman yok | işim var | bir dakika | bi dakika | bir saniye | bi saniye | bekle | bekleyin | bekler misiniz | akşam | akşama | birazdan | az sonra | daha değil | yoğunum | çok yoğunum | kötü zaman | zamanı değil | şimdi zamanı değil | şimdilik değil | şimdilik olmaz | sonra bakarım"
        )
    ),
    later_patterns=(
        rf"(?:{_NOW} )*(?:vaktim|zamanım|vakit|zaman|vaktimiz|fırsatım|halim)(?: {_NOW})* yok(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:meşgulüm|müsait değilim|musait degilim|uygun değilim|uygun değil|yoğunum|işteyim|yoldayım|toplantıdayım|çalışıyorum|araba kullanıyorum|araç kullanıyorum|arabadayım|dersteyim|işim var|acelem var|dışarıdayım|okuldayım|direksiyondayım|boş değilim|evde değilim)(?: {_NOW})*",
        rf"(?:{_NOW} )+(?:cevap veremem|cevap veremeyeceğim|cevap veremiyorum|cevaplayamam|cevaplayamıyorum|yazamam|yazamıyorum|yapamam|yapamıyorum|olmaz|bakamam|konuşamam|dolduramam|veremem|veremiyorum|sırası değil|zamanı değil|uygun değil)(?: {_NOW})*",
        rf"(?:bana |ben )?{_SOON}(?: (?:yazarım|cevaplarım|cevap veririm|cevap vereyim|cevaplayayım|bakarım|bakayım|söylerim|yaparım|yapayım|doldururum|sorun|sor|tekrar|tekrardan|yazın|yaz|hatırlatın|hatırlat|sorar mısınız|sorar mısın|yazar mısınız|hatırlatır mısınız|olsun|olur mu|olur|ederim|yazacağım|cevaplayacağım|cevap vereceğim|bakacağım|lütfen|belki|dönerim|dönüş yaparım|konuşalım|yapalım|anlatırım|değerlendiririm|bana|yine))+",
        rf"(?:belki|olsun|lütfen|bana) {_SOON}",
    ),
    opt_out=frozenset(
        listed(
            "dur | bir daha sorma | bir daha sormayın | bir daha soru almayın | durun | durdur | durdurun | yeter | yeter artık | artık yeter | yeter ama | bırak | bırakın | bırak artık | bırakın artık | kes | kesin | kes artık | kesin artık | stop | abonelikten çık | abonelikten çıkmak istiyorum | aboneliği iptal et | abonelik iptal | abonelik iptali | üyelikten çık | iptal et beni | beni çıkar | beni çıkarın | beni sil | beni silin | yazmayın | yazma | yazma bana"
            " | bir daha asla | bir daha yazmayın | bir daha yazma | rahat bırak | rahat bırakın | rahatsız etme | rahatsız etmeyin | git | gidin | defol | sıktınız | bıktım | bıktım artık | artık istemiyorum | göndermeyin | gönderme | mesaj atma | mesaj atmayın | çıkış"
        )
    ),
    opt_out_patterns=(
        rf"(?:{_MORE} )*(?:{_SURVEYS} )?(?:{_MORE} )*(?:yazmayı|sormayı|mesaj atmayı|atmayı|göndermeyi|yollamayı|aramayı|rahatsız etmeyi|soru sormayı|mesaj göndermeyi|anket göndermeyi|mesajlamayı|spam yapmayı)(?: {_MORE})* (?:kes|kesin|kesiniz|keser misiniz|bırak|bırakın|bırakınız|bırakır mısınız|bırakır mısın|durdur|durdurun|sonlandırın)(?: {_MORE})*",
        rf"(?:{_MORE} )*(?:{_SURVEYS} )?(?:{_MORE} )*(?:yazma|yazmayın|yazmayınız|gönderme|göndermeyin|göndermeyiniz|yollama|yollamayın|atma|atmayın|arama|aramayın|rahatsız etme|rahatsız etmeyin|rahatsız etmeyiniz)(?: {_MORE})*",
        rf"(?:{_MORE} )+(?:{_SURVEYS} )?(?:{_MORE} )*(?:sorma|sormayın|sormayınız)(?: {_MORE})*",
        rf"(?:{_MORE} )*{_SURVEYS} (?:sorma|sormayın)(?: {_MORE})*",
        rf"(?:{_MORE} )*{_SURVEYS} (?:{_MORE} )*(?:almak |görmek |doldurmak |cevaplamak |yapmak |gelmesini )?(?:istemiyorum|istemiyoruz|gelmesin|olmasın|yeter|bitsin|kesilsin)(?: {_MORE})*",
        rf"(?:{_MORE} )*(?:rahat|kendi halime|kendi halimize|huzur içinde|rahatça)(?: {_MORE})* (?:bırak|bırakın|bırakınız|bırakır mısınız|bırakır mısın)(?: {_MORE})*",
        rf"(?:{_MORE} )*(?:listeden|listenizden|listelerinizden|aboneliğimi|aboneliği|üyeliğimi|üyelikten|abonelikten|numaramı|kaydımı|sistemden|sisteminizden|gruptan|anketlerden|anketten|mesajlardan)(?: {_MORE})* (?:çıkar|çıkarın|çıkarınız|çıkarır mısınız|sil|silin|siler misiniz|iptal et|iptal edin|iptal eder misiniz|çıkmak istiyorum|çıkart|çıkartın|çık|nasıl çıkarım|iptal etmek istiyorum|nasıl çıkabilirim)(?: {_MORE})*",
        rf"(?:{_MORE} )*(?:rahatsız edilmek|aranmak|mesaj almak|anket almak|soru almak|sorulmak) istemiyorum(?: {_MORE})*",
    ),
    person_patterns=(
        rf"(?:ben |acaba |lütfen |hemen |acilen )*{_PERSON}(?: ile| ilen)?(?: (?:yüz yüze|telefonda|direkt|doğrudan|acilen|hemen|şimdi|bizzat|bu konuda))* (?:görüşebilir|konuşabilir|görüşebilirmiyim|konuşabilirmiyim|görüşmek|konuşmak|bağlanmak|bağlanabilir|görüşeyim|konuşayım|görüşmem|konuşmam|iletişime geçmek|iletişime geçebilir|irtibata geçmek|iletişim kurmak|yazışmak|yazışabilir|ulaşmak|ulaşabilir|nasıl ulaşabilirim|nasıl görüşebilirim|nasıl ulaşırım|görüşsem|konuşsam|görüşelim|konuşalım){_MAY}{_MANNER}",
        rf"(?:lütfen |acaba |rica etsem |{_PERSON} |hemen |acil |acilen |mümkünse )*(?:beni|bana|benimle|bizi|bize|bizimle)(?: (?:geri|lütfen|hemen|acilen|acil|bugün|yarın|telefonla|biri|birisi|telefondan|bir|en kısa sürede|{_PERSON}))* (?:arayın|arayınız|arayin|ara|arar mısınız|arar mısın|arayabilir misiniz|arayabilirmisiniz|arayabilir mi|arasın|arasınlar|ulaşın|ulaşınız|ulaşır mısınız|ulaşsın|ulaşabilir mi|ulaşabilir misiniz|dönüş yapın|dönüş yapsın|dönüş yapar mısınız|dönüş yapabilir misiniz|dönün|dönüş sağlayın|iletişime geçin|iletişime geçiniz|iletişime geçer misiniz|iletişime geçebilir misiniz|iletişime geçsin|irtibata geçin|iletişime geçilsin|bağlayın|bağlar mısınız|bağla|telefon edin){_MANNER}",
        rf"(?:lütfen |hemen |beni )*{_PERSON} (?:beni |bana )?(?:bağla|bağlayın|bağlar mısınız|bağlar mısın|çağırın|verin|yönlendirin|yönlendirir misiniz|aktarın|arasın|ulaşsın){_MANNER}",
        rf"(?:lütfen )?(?:geri )?(?:dönüş|arama|aranmak|telefon|geri arama|geri dönüş) (?:yapın|yapar mısınız|istiyorum|bekliyorum|rica ediyorum|talep ediyorum){_MANNER}",
        rf"(?:(?:bir|gerçek|gerçek bir) )?(?:insan|gerçek insan|gerçek kişi|canlı destek|müşteri temsilcisi|müşteri hizmetleri|yetkili|temsilci|operatör|müdür|yetkili biri|yetkili kişi|çalışan)(?: (?:istiyorum|lazım|lütfen|bağlayın|istiyom|çağırın|isterim))+{_MANNER}",
        r"(?:temsilci|biriyle görüş|gerçek (?:bir )?insan|gerçek kişi|canlı destek|müşteri temsilcisi|canlı temsilci)",
        r"(?:orada|orda|burada|burda|karşımda)?(?: ?(?:gerçek|bir|canlı))* ?(?:insan|kimse|biri|birisi|yetkili) (?:var mı|yok mu|mu var)(?: (?:orada|orda|burada|konuşabileceğim|acaba))*",
    ),
    question_patterns=(
        r"(?:\w+ ){0,4}(?:nerede|nerde|nerdesiniz|neredesiniz|nerede kaldı|nerde kaldı)(?: (?:acaba|kaldı|benim|peki))?$",
        r"(?:\w+ ){0,5}ne zaman (?:gel|ulaş|açıl|kapan|teslim|elime|çık|kargo|açık|hazır|olacak|olur)\w*",
        r"(?:\w+ ){0,5}(?:kaçta|saat kaçta|kaça kadar|kaç gün sürer|kaç para|ne kadar sürer|ne kadar tutar)\b",
        r"(?:\w+ ){1,7}(?:var mı|varmı|mısınız|misiniz|musunuz|müsünüz|mümkün mü|olur mu|gelir mi|geldi mi|alabilir miyim|edebilir miyim|öğrenebilir miyim)(?: acaba)?$",
        r"(?:neden|niye|nasıl) (?:\w+ ){0,4}(?:gelmedi|gecikti|iptal|yapabilirim|edebilirim|iade|alabilirim|ulaşabilirim)\w*",
    ),
    yes_patterns=(),
    no_patterns=(),
    right=listed(
        "evet | evt | he | hı hı | aynen | aynen öyle | aynen doğru | evet aynen | evet aynen öyle | doğru | doğrudur | evet doğru | çok doğru | kesinlikle | evet kesinlikle | kesinlikle öyle | tabii | tabi | tabii ki | elbette | öyle | evet öyle | tam öyle | tam olarak | tam olarak öyle | haklısınız | tamamdır | tam isabet | doğru anladınız"
        " | evet doğru anladınız | doğru anlamışsınız | kesinlikle doğru | bence de | 👍"
    ),
    not_quite=listed(
        "hayır | yok | yoo | tam değil | tam olarak değil | pek değil | değil | doğru değil | öyle değil | hiç değil | yanlış | tam öyle değil | pek öyle değil | pek sayılmaz | sayılmaz | tam sayılmaz | aslında değil | aslında hayır | hayır aslında | yanlış anladınız | yanlış anlamışsınız | kısmen | alakası yok | hiç alakası yok | ne alakası var | hayır değil"
        " | o kadar değil | tamamen değil | tam olarak öyle değil | hayır öyle değil | maalesef | pek doğru değil | biraz yanlış | 👎"
    ),
    goes_on=listed(
        "ama | çünkü | sadece | aslında | çok | o | bu | ben | biz | her | yemek | hizmet | ve | daha | gayet | öyle | tam | bana | sizden | fakat | tam tersi"
    ),
    moods=valued(
        {
            "happy": "mutlu | mutluyum | mutluydum | memnun | memnunum | memnun kaldım | memnundum | iyi | çok iyi | iyiydi | çok iyiydi | güzel | güzeldi | çok güzeldi | harika | harikaydı | süper | süperdi | mükemmel | olumlu | beğendim | çok beğendim | çok memnunum | çok memnun kaldım",
            "mixed": "karışık | karışıktı | ikisi de | her ikisi de | ikisi birden | hem iyi hem kötü | yarı yarıya | biraz ondan biraz bundan | biraz iyi biraz kötü | iyi ve kötü",
            "neutral": "nötr | ne iyi ne kötü | ne iyi ne de kötü | orta | ortaydı | idare eder | eh işte | fena değil | fena değildi | normal | normaldi | şöyle böyle | hiçbiri | ortalama | idare ederdi | vasat | ok | eh",
            "unhappy": "mutsuz | mutsuzum | memnun değilim | memnun kalmadım | memnun değildim | kötü | çok kötü | kötüydü | çok kötüydü | berbat | berbattı | rezalet | olumsuz | beğenmedim | hiç beğenmedim | iyi değil | iyi değildi | hayal kırıklığı | üzgünüm | kızgınım | hiç memnun kalmadım | rezildi",
        }
    ),
    commands=valued(
        {
            "about": "hakkında | hakkınızda",
            "help": "yardım",
            "feedback": "geri bildirim | yorum yap | değerlendir | görüş bildir | değerlendirme | yorum",
            "language": "dil | dil değiştir",
            "name": "isim | ad",
            "connect": "bağlan",
            "privacy": "gizlilik",
            "mydata": "verilerim | benim verilerim",
            "forget": "unut | beni unut | beni unutun | verilerimi sil | verilerimi silin",
            "mine": "yorumlarım | görüşlerim",
        }
    ),
    tail_regex=r"(?:veririm|veriyorum|veriyom|verdim|vericem|vereceğim|derim|diyorum|diyelim|olsun|diyeyim|vereyim|puan\s+veriyorum|puan\s+veririm)(?:\s+(?:ben|size|bence))*|bence|benden|sanırım|galiba|herhalde|belki|falan|civarı",
    scale_first_regex=r"(?:\s*puan)?\s*(?:üzerinden|üzerinde|üstünden|'?[dt][ae]n?)\s+(?:bir\s+|tam\s+|rahat\s+|net\s+|size\s+|bence\s+)*",
)
