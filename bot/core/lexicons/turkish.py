"""How people answer in Turkish, with its own letters or plain ones. The scale stands first: "10 üzerinden 8"."""

from __future__ import annotations

from bot.core.lexicon import Lexicon, answers, listed, remarks, valued
from bot.core.survey import QuestionKind

_NUMBERS = {
    0: "sıfır",
    1: "bir",
    2: "iki",
    3: "üç",
    4: "dört | dörd",
    5: "beş",
    6: "altı | altii",
    7: "yedi | yeddi",
    8: "sekiz | sekis | sekizz",
    9: "dokuz | dokuzz | dokus | dokız",
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
    1: """yes | eveet | eveeet | evet evet | evet çok | çok | evet çok beğendim | çok beğendim | evet memnunum | evet memnun kaldım | evet tabi | evet tabii | evet tabii ki | evet elbette | her zaman | evet her zaman | kesinlikle evet | evet öneririm | öneririm | tavsiye ederim | evet tavsiye ederim | mutlaka | evet mutlaka | tabikide | tabi kide | tabii ki de | hıı | heee | he ya | he valla | evet valla | evet gayet | gayet iyi | evet gayet iyi | evet sorunsuz | sorunsuz | çok iyi | evet çok iyi | çözüldü evet | oldu | evet ya | evet çözüldü sağolun | sevdim | evet sevdim | evet | evt | ewet | eved | evett | e evet | he | hee | hı hı | hıhı | aynen | tabii | tabi | tabii ki | tabi ki | tabiki | elbette | olur | iyi | güzel | iyiydi | evet iyi | evet güzel | baş parmak yukarı | başparmak yukarı | yukarı
        | beğendim | evet beğendim | çözüldü | evet çözüldü | evet çözdünüz | hallettiniz | evet hallettiniz | halloldu | evet halloldu | düzeldi | evet düzeldi | kesinlikle | evet kesinlikle | evet her şey yolunda | her şey yolunda | evet tamam | evet oldu""",
    0: """asla | hayır asla | asla asla | bir daha asla | hiç | hayır hiç | hiç sanmam | sanmam | sanmıyorum | hiç sanmıyorum | hayır sanmıyorum | pek değil hayır | hayır pek | hayır pek değil | pek sanmam | memnun değilim | hayır memnun değilim | hayır memnun kalmadım | memnun kalmadım | önermem | hayır önermem | tavsiye etmem | hayır tavsiye etmem | berbat | rezalet | malesef | malesef hayır | hayır malesef | yok valla | yok ya | yok maalesef | yok olmadı | nayır | hayıır | hayıır | haayır | hiç beğenmedim | hayır hiç beğenmedim | tabii ki hayır | tabi ki hayır | tabiki hayır | imkansız | mümkün değil | hayır | hayirr | hyr | yo | yoo | yooo | yok | cık | hayır değil | kötü | iyi değil | baş parmak aşağı | başparmak aşağı | aşağı | beğenmedim | hayır beğenmedim | hâlâ değil | hala değil | hayır hala değil | hala hayır | henüz değil | hayır henüz değil
        | değil | maalesef | maalesef hayır | hayır maalesef | olmadı | hayır olmadı | çözülmedi | hayır çözülmedi | düzelmedi | hayır düzelmedi | pek değil | pek sayılmaz | hiç değil | ne yazık ki hayır | daha değil | kesinlikle hayır | hayır kesinlikle | çözemediniz""",
}
_SURVEYS = r"(?:(?:bu|şu|saçma|böyle|daha|fazla|başka|hiçbir|artık|bir|tür|bunun gibi|gereksiz) )*(?:anket|anketler|anketi|anketleri|mesaj|mesajlar|mesajı|mesajları|soru|sorular|soruları|mail|mailler|e posta|sms|bildirim|bildirimler|bildirimleri|spam|reklam|reklamlar)"
_MORE = r"(?:bunları|bunu|şunları|şunu|böyle şeyler|bu tarz şeyler|bu tür şeyler|saçma şeyler|artık|lütfen|lütfn|bir daha|bi daha|asla|sürekli|bana|beni|bize|bizi|sakın|yeter|hemen|daha|fazla|tekrar|hiç|boyuna|durmadan|ltf|benden)"
_SOON = r"(?:sonra belki|bi ara|bir ara|öğleden sonra|öğlen|gece|bu akşam|yarın akşam|yarın sabah|iş çıkışında|işten sonra|işten çıkınca|mesai bitince|eve (?:gidince|geçince|varınca|gelince)|(?:müsait|boş|uygun) (?:olunca|olduğumda|kalınca|bi zamanda|bir zamanda)|vakit bulunca|vaktim olduğunda|zamanım olunca|biraz sonra|bi kaç saat sonra|birkaç saat sonra|(?:bir|iki|yarım|\d+) (?:saat|dakika|dk|gün)(?:e| sonra)|beş dakika sonra|on dakika sonra|haftasonu|daha sonra|sonra|yarın|akşam|akşama|birazdan|az sonra|başka zaman|başka bir zaman|haftaya|bir saat sonra|ilerleyen saatlerde|iş çıkışı|müsait olunca|müsait olduğumda|vaktim olunca|sonradan|daha sonradan|bugün sonra|hafta sonu)"
_NOW = r"(?:suan|su an|simdi|henüz|hala|halen|tam|tam şu an|kusura bakmayın|işte|acayip|baya|bayağı|bu ara|şu sıra|şu an için|şu anlık|şimdi|şu an|şuan|şu anda|şuanda|şimdi|şimdilik|bugün|çok|biraz|maalesef|pek|hiç|şu sıralar|an itibariyle|bu aralar|üzgünüm|buna|bunun için|valla|ya|ben|cidden|gerçekten|için|ki|da|de)"
_PERSON = (
    r"(?:(?:bir|gerçek|canlı|yetkili|sizden|insan|normal|herhangi|ilgili|başka|sorumlu|oradan|müşteri|mağaza|sizin|firma|bi|hakiki) )*"
    r"(?:insan|kişi|yetkili|temsilci|temsilcisi|destek|operatör|müdür|müdürü|çalışan|görevli|biri|birisi|birileri|personel|yönetici|sorumlu|patron|sahibi|ekip|hizmetleri|müdürünüz|eleman|danışman)(?:yle|yla|le|la|siyle|siyla|niz|nize|nizle|ye|ya|e|a|ne|na|si|sine|leri|leriyle|lerine|ni|yi|i|den|ndan|mizle|nle|nizden)?"
)
_MANNER = r"(?: (?:lütfen|ltf|acil|acilen|hemen|bugün|yarın|şimdi|telefonla|telefonda|direkt|doğrudan|en kısa sürede|bu konuda|bu konu hakkında|acaba|mümkünse|bir an önce|sipariş hakkında|konuyla ilgili|rica ediyorum|rica ederim|siparişim hakkında|siparişimle ilgili))*"
_MAY = r"(?: (?:istiyorum|istiyom|isterim|istiyoruz|istemiştim|istyorum|mümkün mü|mümkün müdür|mü|mi|miyim|mıyım|miyiz|misiniz|mısınız|lazım|gerekiyor|gerek|olur mu|lütfen|acaba|mı|rica ediyorum|ihtiyacım var|var mı|nasıl|bugün|hemen|acil|acilen))*"

_DEGREES = """büyük | tam bir | tam anlamıyla | inanılmaz | feci | acayip | müthiş | son derece | resmen | maalesef | kesinlikle | açıkçası | bayağı bir | biraz daha | çok | cok | gayet | baya | bayağı | oldukça | aşırı | süper | her şey | herşey | hersey | hep | her zaman | gerçekten | cidden | biraz | fazla | daha
    | genel olarak | valla | bence | ya | yine | bir | de | da | teşekkürler | teşekkür ederim | sağolun | pek | tam | herkese | gibi"""
_JUDGED = """iyi | iyiydi | güzel | güzeldi | harika | harikaydı | süper | süperdi | mükemmel | mükemmeldi | muhteşem | efsane | şahane | kolay | kolaydı | hızlı | hızlıydı
    | lezzetli | lezzetliydi | nefis | temiz | pratik | rahat | rahattı | kibar | nazik | ilgili | ilgililer | güleryüzlü | başarılı | kaliteli | memnunum | memnun kaldım | memnun kaldık | mutluyum
    | beğendim | beğendik | bayıldım | sevdim | tavsiye ederim | tavsiye ediyorum | öneririm | öneriyorum | yine alırım | tekrar alırım | yine gelirim | tekrar gelirim | sorunsuz | sıkıntısız | sorun yok
    | sorun yaşamadım | idare eder | fena değil | eh işte | normal | orta | ortalama | vasat | şöyle böyle | kötü | kötüydü | berbat | berbattı | rezalet | iğrenç | felaket | yavaş | yavaştı
    | pahalı | pahalıydı | zor | zordu | karışık | karışıktı | memnun değilim | memnun kalmadım | beğenmedim | hayal kırıklığı | hayal kırıklığına uğradım | rezil | skandal | facia | fiyasko | ayıp | yazık | üzücü | üzüldüm | sinir bozucu | sinirliyim | kızgınım | kaba | kabaydı | ilgisiz | ilgisizler | saygısız | pis | pisti | bir daha gelmem | bir daha almam | dolandırıcılık | kazık | kandırıldık | kusursuz | kusursuzdu | on üzerinden on | tek kelimeyle harika | efsaneydi | mükemmelsiniz | harikasınız | süpersiniz | 10 numara | tavsiye etmem | tavsiye etmiyorum | önermem | daha iyi olabilir | daha iyi olabilirdi
    | geliştirilebilir | geliştirilmeli | olmamış | ellerinize sağlık | elinize sağlık | emeğinize sağlık | böyle devam | devam edin | helal olsun | iyi değil | iyi değildi | hak ediyorsunuz | on numara
    | hizmet harika | hizmet iyi | hizmet güzel | hizmet kötü | hizmet berbat"""
_UNCOUNTED = r"(?:her\s*şey|herşey|hersey|bence|hizmet(?:iniz)?|kalite(?:si)?|lezzet(?:i)?|ilgi(?:niz)?|kargo\s+(?:geç|çok|yavaş)|personel\s+(?:çok|gayet|ilgi|kaba|güler)|memnun|beğen\w+)\s+[a-z]"
_STATES = "çözüldü|çözdünüz|çözdüler|halloldu|hallettiniz|hallettiler|hallolmuş|düzeldi|düzelttiniz|giderildi|değiştirildi|iade edildi|iade ettiniz|geldi|ulaştı|yatırıldı|yattı|tamamlandı|yapıldı"

_BEGINNING = (
    r"(?:annem|babam|eşim|kocam|karım|hanım|anneannem|babaannem|dedem|ninem|ailem|kayınvalidem|kayınpederim|patronum|sevgilim|nişanlım|bizimkiler)\b(?!\s+(?:için|adına|ile)\b)|"
    r"(?:\w{3,}(?:lar|ler)(?:ı|i|ınız|iniz|ımız|imiz|da|de)?(?<!dılar)(?<!diler)(?<!dular)(?<!düler)(?<!tılar)(?<!tiler)(?<!yorlar)(?<!mışlar)(?<!mişler)|"
    r"siz|sizi|sizin|ben|biz|bize|bana|beni|benim|çünkü|ama|fakat|kimse|hiç\s?kimse|hiç|hiçbir|asla|maalesef|malesef|keşke|teşekkür|tşk|sağ\s?ol\w*|elinize|emeğinize|"
    r"tebrik\w*|bayıldım|severek|sevdim|beklediğim\w*|umduğum\w*|gayet|genel\s+olarak|çok|biraz|aşırı|fazla|pek|gerçekten|cidden|resmen|tam|rezalet|berbat|harika|"
    r"mükemmel|muhteşem|süper|kötü|iyi|güzel|hızlı|yavaş|pahalı|ne\s+yazık|sadece|tek|bir\s+daha|iki\s+kere|iki\s+kez|iade\s+(?:için|süreci|işlemi)|"
    r"fiyat\w*|kalite\w*|hizmet\w*|lezzet\w*|servis\w*|personel\w*|kargo\w*|teslimat\w*|paketleme\w*|ambalaj\w*|kumaş\w*|rengi|fermuarı|garson\w*|kurye\w*|"
    r"satıcı\w*|çalışan\w*|eleman\w*|müşteri\s+hizmet\w*|ortam\w*|mekan\w*|yemek\s+\w+|uygulama\w*|site\w*|her\s+zaman|herkes\w*|herkese|yine)"
    r"\s+(?!\d|tane|adet|kişi|geldi|gitti|tabağı|kutusu|ürün|parça|büyük\s+\w+|küçük\s+\w+|tabak|ürün|tanesi|paket)[a-z]"
)
_GOES_ON = r"(?:ve|ama|fakat|ancak|bir|oldu|olmuş|diyebilirim|bence|buldum|çünkü|sadece|yalnız|geldi\s+bana)\b(?!.*\b(?:diğer\w*|kalan\w*|gerisi|\d+)\b)"

_MIDDLE = "şöyle böyle | şöle böle | soyle boyle | idare eder | idare ederdi | idare eder işte | eh işte idare eder | ne iyi ne kötü | ne iyi ne de kötü | ne kötü ne iyi | orta | orta karar | ortalama | orta halli | yarı yarıya | ne öyle ne böyle"

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
        "kesin(?:likle)?",
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
        "valla benden",
        "ortalama",
        "min(?:imum)?",
        "max|maksimum|en fazla|en çok",
        "olsa olsa",
        "gönül rahatlığıyla",
        "güzel bir",
        "kocaman(?: bir)?",
        "puan olarak",
        "o zaman",
        "şimdilik",
        "hadi",
        "anca(?:k)?",
        "zar zor",
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
    condition_regex=r"(?:gördüm|görünüyor|görüp|yazıyor|gözüküyor|var\s+ama|diye|değil|verirdim|verebilirdim|verecektim|olurdu|olabilirdi|olsaydı|olsa\b|olacaktı|eğer|etmiyor|veremem|veremiyorum|vermem|vermezdim|vermiyorum|hak\s+etm|kır(?:dım|ıyorum)|eksik)",
    after_rating=listed(
        "haha* | ahah* | asdf* | çünkü | çunku | cunku | ama | fakat | ancak | lakin | zira | yalnız | lütfen | teşekkürler | teşekkür ederim | sağol | sağolun | sağ olun | bence | derim | veririm | veriyorum | verdim | olsun | olur | sanırım | galiba | benden | maalesef | ne yazık ki | diyelim | tabii | nedeni | sebebi | diyorum | genel olarak"
        " | keşke | o yüzden | bu yüzden | tek sorun"
    ),
    after_verdict=listed(
        "ve | için | çok | süper | harika | tavsiye | tavsiye ederim | kesinlikle | herkese | güzel | iyi | hizmet | yine | tekrar | her | mükemmel | gayet | bir | herşey | on | hak"
    ),
    counted=frozenset(
        listed(
            "ürün | ürünün | üründen | ürünler | parça | adet | tane | kutu | şişe | yemek | sipariş | siparişin | siparişten | kişi | kişilik | kişiydik | kere | kez | defa | ziyaret | teslimat | dakika | dk | saat | saattir | gün | gündür | günde | hafta | haftadır | ay | aydır | yıl | yıldır | tl | lira | euro | yüzde"
            " | paket | porsiyon | pizza | burger | çeşit | şey | kat | katta | kattan | katına"
        )
    ),
    labels={
        QuestionKind.CSAT: valued(_SATISFACTION_5) | {"tek yıldız": 1} | dict.fromkeys(listed(_MIDDLE), 3),
        QuestionKind.STARS: {"tek yıldız": 1},
        QuestionKind.CES: valued(_AGREEMENT_7),
        QuestionKind.NPS: valued({0: "hiç olası değil", 10: "son derece olası | kesinlikle olası"}),
        QuestionKind.THUMBS: valued(_YES_NO),
    },
    remark_regex=remarks(_DEGREES, _JUDGED, "", rf"{_UNCOUNTED}|{_BEGINNING}", _GOES_ON),
    shortened=valued(
        {
            "bir": "bi",
            "niye": "niy",
            "teşekkürler": "tşk | tşkler | tsk | teşk | tşkr",
            "selam": "slm",
            "lütfen": "ltf | lütfn | ltfn | lutfen",
            "cevap": "cvp | cvb",
            "şu an": "şuan | suan",
            "mesaj": "msj | msg",
            "hiçbir şey": "hiçbişey | hiçbirşey",
            "bir şey": "bişey | birşey | bisey | bişi | bşy",
            "istemiyorum": "istemiyom | istemiyorm | istemiyrm",
            "istiyorum": "istiyom | istiyorm | istiyrm",
            "tamam": "tmm | tm | tamm",
            "bilmiyorum": "bilmiyom | bilmiyorm | blmiyorum",
            "hayır": "hyr | hayr",
            "evet": "evt | ewt | efet",
            "sonra": "snr | sora | sonr",
            "insan": "insn",
            "konuşmak": "konusmak",
            "değil": "diil | deil | dil",
            "var mı": "varmı",
            "henüz": "henuz",
        }
    ),
    joiners=listed("ve | veya | ile | artı | ayrıca | sonra | hem | de | da | bir de"),
    connectives=listed("çünkü | ama | fakat | ancak | zira | lakin | cunku"),
    courtesies=listed(
        "lütfen | ltf | lütfn | teşekkürler | teşekkür ederim | teşekkür ederiz | çok teşekkürler | tşk | tşkler | tesekkurler | sağol | sağ ol | sağolun | sağ olun | pardon | kusura bakmayın | kusura bakma | üzgünüm | özür dilerim | ok | tamam | merhaba | merhabalar | selam | selamlar | iyi günler | iyi akşamlar"
        " | günaydın | peki | ya | hocam | arkadaşlar | valla | eh | kolay gelsin | rica ederim | tşkkr | tskler | tesekkur ederim | tsk | eyw | eyv | abi | abla | kardeş | canım | efendim | saolun | saol | kib"
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
    skip_patterns=(
        r"(?:(?:ben|bu|bunu|soruyu|soruya|buna|lütfen|açıkçası) )*(?:cevap|yanıt|yorum|cevaplamak|yanıtlamak|söylemek|belirtmek|puan|paylaşmak)(?: (?:vermek|yapmak|bir şey))* (?:istemiyorum|istemem|istemiyoruz|vermiyorum|vermeyeceğim|vermem|vermicem|yapmayacağım)(?: (?:şu an|lütfen))*",
        r"(?:(?:ben|bunu|bu|soruyu) )*(?:söylememeyi|cevap vermemeyi|cevaplamamayı|yanıtlamamayı|belirtmemeyi|yorum yapmamayı) (?:tercih ederim|tercih ediyorum|isterim|yeğlerim)",
        r"(?:yok|hayır) (?:bir şey|hiçbir şey|bişey|bi şey)(?: (?:yok|valla))*",
        r"(?:(?:yok|benim|şu an|şuan|şimdilik|pek|valla|açıkçası|bu konuda|başka|daha) )*(?:(?:ekleyecek|ekleyeceğim|söyleyecek|söyleyeceğim|diyecek|diyeceğim|yazacak|yazacağım|eklemek istediğim|söylemek istediğim|belirtecek|anlatacak|yorum yapacak) )?(?:başka )?(?:bi|bir|hiçbir|hiç bir|hiçbi|hiç bi)? ?(?:şey|şeyim|sey|seyim|bişey|birşey|bişeyim|birşeyim|bisey|birsey|hiçbişey|diyeceğim|yorumum|fikrim|önerim|düşüncem|ekim) yok(?: (?:valla|sağolun|şimdilik|açıkçası|ki|şu an|başka|benim|ya))*",
        r"(?:(?:valla|ya|açıkçası|ki|şu an|vallahi|hiç|ben de|ben) )*(?:bilmiyorum|bilmiyom|bilemedim|bilemiyorum|bilmem|bilmiyorm|bilmyorum|hatırlamıyorum|emin değilim|fikrim yok|aklıma gelmiyor|aklıma bir şey gelmiyor|aklıma bişey gelmiyor)(?: (?:valla|ki|açıkçası|şu an|ya|şimdi|hiç|ne desem|ne diyeyim))*",
        r"(?:(?:bu|bunu|soruyu|lütfen|ben|bu soruyu|onu|şunu) )*(?:geç|geçelim|geçiyorum|geçeyim|geçsek|geçebilir miyiz|geçer misin|atla|atlayalım|atlıyorum|atlayabilir miyiz|pas geçeyim|boş geçiyorum|boş bırakıyorum|es geçelim|es geçiyorum)(?: (?:lütfen|bunu))*",
        r"(?:(?:herhangi bir|bir|hiç|pek|şimdilik) )*(?:yorum|yorumum|önerim|fikir|görüşüm|diyecek|eklemem) yok(?: (?:şimdilik|teşekkürler))*",
        r"(?:yorum|cevap|yanıt) (?:yapmayayım|yapmıyorum|yapmayacağım|vermeyeyim|vermiyorum|vermek istemem|yapmak istemem)",
        r"(?:(?:lütfen|bir|hadi|direkt|şu|hemen|biz) )*(?:sonraki|sıradaki|diğer|öbür|öteki|bundan sonraki|ondan sonraki|bir sonraki)(?:ne|si|sine|ye)?(?: (?:soru|soruya|soruyu|sorusu|lütfen|geç|geçelim|geçebilir miyiz|gelsin|alalım|geçin|sor|sorun|lütfen))*",
        r"(?:(?:bu|bunu|bunun|boşver|soruyu) )*(?:kalsın|boşver|boş ver|geçiver|es geç|bırakalım|boş kalsın|boş bırakalım|atlayıver|üstünden geç|pas ver|sonrakine|diğerine|öbürüne)(?: (?:bu|bunu|lütfen|bu soru|geç|geçelim|atla))*",
    ),
    later=frozenset(
        listed(
            "akşam yazarım | sonra cevaplarım | sonra cevap veririm | sonra yazacağım | akşam sorun | akşam yazın | sonra sorun | sonra yazın | yarın sorun | yarın yazın | haftaya sorun | akşam bakarım | hafta sonu | haftaya | sonra | daha sonra | sonra lütfen | belki sonra | belki daha sonra | sonra belki | şimdi değil | şimdi olmaz | hayır şimdi değil | şu an değil | şu an olmaz | şuan değil | şuan olmaz | şu anda değil | şimdi istemiyorum | şu an istemiyorum | sonra olsun | sonraya kalsın | sonra yapalım | daha sonra olsun | yarın | belki yarın | yarın olsun | başka zaman | başka bir zaman | başka sefere | bir dahaki sefere"
            " | bugün değil | bugün olmaz | meşgulüm | çok meşgulüm | müsait değilim | müsait değil | vaktim yok | zamanım yok | vakit yok | zaman yok | işim var | bir dakika | bi dakika | bir saniye | bi saniye | bekle | bekleyin | bekler misiniz | akşam | akşama | birazdan | az sonra | daha değil | yoğunum | çok yoğunum | kötü zaman | zamanı değil | şimdi zamanı değil | şimdilik değil | şimdilik olmaz | sonra bakarım"
        )
    ),
    later_patterns=(
        rf"(?:{_NOW} )*(?:işteyim|dersteyim|toplantıdayım|yoldayım|çalışıyorum|müsait değilim|meşgulüm|dışarıdayım|araba kullanıyorum|okuldayım)(?: {_NOW})* (?:(?:ben|eve gidince|eve geçince) )*{_SOON}(?: (?:size|bunu|ben|cevap|yazarım|yazacağım|cevaplarım|cevaplayacağım|veririm|vereceğim|bakarım|dönerim|yaparım|doldururum|yazayım))*",
        rf"(?:ben |size )?{_SOON}(?: (?:size|bunu|ben|cevap|yazarım|yazacağım|yazcam|cevaplarım|cevaplayacağım|veririm|vereceğim|vericem|bakarım|dönerim|yaparım|doldururum|yazayım))+",
        rf"(?:{_NOW} )*(?:vaktim|zamanım|vakit|zaman|vaktimiz|fırsatım|halim)(?: {_NOW})* yok(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:meşgulüm|müsait değilim|musait degilim|uygun değilim|uygun değil|yoğunum|işteyim|yoldayım|toplantıdayım|çalışıyorum|araba kullanıyorum|araç kullanıyorum|arabadayım|dersteyim|işim var|acelem var|dışarıdayım|okuldayım|direksiyondayım|boş değilim|evde değilim)(?: {_NOW})*",
        rf"(?:{_NOW} )+(?:cevap veremem|cevap veremeyeceğim|cevap veremiyorum|cevaplayamam|cevaplayamıyorum|yazamam|yazamıyorum|yapamam|yapamıyorum|olmaz|bakamam|konuşamam|dolduramam|veremem|veremiyorum|sırası değil|zamanı değil|uygun değil)(?: {_NOW})*",
        rf"(?:bana |ben )?{_SOON}(?: (?:yazarım|cevaplarım|cevap veririm|cevap vereyim|cevaplayayım|bakarım|bakayım|söylerim|yaparım|yapayım|doldururum|sorun|sor|tekrar|tekrardan|yazın|yaz|hatırlatın|hatırlat|sorar mısınız|sorar mısın|yazar mısınız|hatırlatır mısınız|olsun|olur mu|olur|ederim|yazacağım|cevaplayacağım|cevap vereceğim|bakacağım|lütfen|belki|dönerim|dönüş yaparım|konuşalım|yapalım|anlatırım|değerlendiririm|bana|yine))+",
        rf"(?:(?:belki|olsun|lütfen|bana|ben|tamam|olur|en iyisi|ya|peki|inşallah|hayır|yok) )*{_SOON}(?: (?:belki|olsun|olur mu|yazarım|bakarım|dönerim|cevaplarım|inşallah|lütfen|artık|dicem|diyeyim|yaparım|doldururum|söylerim|veririm|konuşuruz|anlatırım|ya|yazayım|bakarız|hallederim))*",
        rf"(?:{_NOW} )*(?:işim (?:var|çok|çıktı)|işteyim|işte|çalışıyorum|çalısıyorum|yoldayım|yolda|trafikteyim|toplantıdayım|toplantıda|dersteyim|dersdeyim|okuldayım|otobüsteyim|metrodayım|araba sürüyorum|araç sürüyorum|araba kullanıyorum|araç kullanıyorum|direksiyondayım|direksiyon başındayım|yemekteyim|yemek yiyorum|yemek yapıyorum|uyuyorum|uyuyordum|hastanedeyim|sporda|spordayım|telefondayım|misafirim var|misafirlikteyim|dışardayım|dışarıdayım|tatildeyim|acelem var|aceleyle|koşturuyorum|elim dolu|doluyum|yoğunum|meşgulüm|meşgul|müsait değilim|musait değilim|müsait değil|müsait olamadım|bakamıyorum|bakamayacağım|yazamıyorum|cevaplayamıyorum)(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:ben )?(?:(?:{_NOW}) )*(?!\w*(?:fikird|kanaatind|halind|beklentisind|düşüncesind|görüşünd))\w{{2,}}[dt][ea]y(?:i|ı)[mz](?: {_NOW})*",
        rf"(?:(?:bunu|bunları|onu|soruları|bu|olur mu|lütfen|yine|tekrar) )*{_SOON}(?: (?:yapsak|yapalım|yapabilir miyiz|konuşsak|konuşalım|doldursam|cevaplasam|cevaplasak|baksak|baksam|yapsam|halletsek|olur mu|olsa|olsun))+",
        r"(?:bana )?(?:(?:biraz|bi|bir|iki|beş|on|\d+) ?(?:dk|dakika|saniye|sn|saat|gün|süre|zaman|müsaade)?(?: (?:ver|verin|bekle|bekleyin|müsaade|sonra|lütfen))+|bekle|bekleyin|bi bekle|bi saniye|bi sn|bi dk)",
        rf"(?:(?:tamam|olur|peki|belki|ok|ben) )*{_SOON}(?: (?:tamam|tmm|tm|olur|ok|okey|peki|belki|lütfen|olsun|uygun|oldu|anlaştık|bakarız|inşallah|tamamdır|olur mu|yaparım))+",
    ),
    opt_out=frozenset(
        listed(
            "dur | bir daha sorma | bir daha sormayın | bir daha soru almayın | durun | durdur | durdurun | yeter | yeter artık | artık yeter | yeter ama | bırak | bırakın | bırak artık | bırakın artık | kes | kesin | kes artık | kesin artık | stop | abonelikten çık | abonelikten çıkmak istiyorum | aboneliği iptal et | abonelik iptal | abonelik iptali | üyelikten çık | iptal et beni | beni çıkar | beni çıkarın | beni sil | beni silin | yazmayın | yazma | yazma bana"
            " | bir daha asla | bir daha yazmayın | bir daha yazma | rahat bırak | rahat bırakın | rahatsız etme | rahatsız etmeyin | git | gidin | defol | sıktınız | bıktım | bıktım artık | artık istemiyorum | göndermeyin | gönderme | mesaj atma | mesaj atmayın | çıkış | yeter yazmayın | artık yazmayın | bana yazmayın | yazmayın artık | mesaj atmayın artık | silin beni | numaramı silin | numaramı sil | üyeliğimi iptal edin | üyeliği iptal et | listeden çıkar | listeden çıkarın | aramayın | aramayın beni | sormayın artık | sormayın | engelliyorum | engelleyeceğim | bıktık | bıktırdınız | darladınız | darlamayın | uğraşmayın benle | uğraşmayın benimle | artık yazma"
        )
    ),
    opt_out_patterns=(
        rf"(?:{_MORE} )*(?:{_SURVEYS} )?(?:{_MORE} )*(?:almak|görmek|duymak|gelsin)(?: {_MORE})* (?:istemiyorum|istemiyoruz)(?: {_MORE})*",
        rf"(?:{_MORE} )*(?:mesaj|mesajlar|anket|soru) (?:istemiyorum|yok|olmasın|gelmesin|yeter)(?: {_MORE})+",
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
        rf"(?:(?:lütfen|bana|beni|ben|acil|hemen|artık|bir) )*(?:gerçek |canlı )?(?:insan|insana|insanla|biri|birine|biriyle|birisiyle|temsilci|temsilciye|temsilciyle|müşteri hizmetleri|müşteri hizmetlerine|müşteri hizmetleriyle|müşteri temsilcisi|canlı destek|canlı desteğe|yetkili|yetkiliye|yetkiliyle|yetkili biri|operatör|operatöre|müdür|müdürle)(?: (?:ile|bana|beni|bir))* (?:istiyorum|isterim|lazım|lütfen|bağlayın|bağla|bağlanmak istiyorum|görüşmek istiyorum|konuşmak istiyorum|konuşmam lazım|görüşmem lazım|görüşmem gerek|konuşmam gerek|aktarın|arasın|arasın beni|yok mu|verin){_MANNER}",
        rf"(?:ben |acaba |lütfen |hemen |acilen )*{_PERSON}(?: ile| ilen)?(?: (?:yüz yüze|telefonda|direkt|doğrudan|acilen|hemen|şimdi|bizzat|bu konuda))* (?:görüşebilir|konuşabilir|görüşebilirmiyim|konuşabilirmiyim|görüşmek|konuşmak|bağlanmak|bağlanabilir|görüşeyim|konuşayım|görüşmem|konuşmam|iletişime geçmek|iletişime geçebilir|irtibata geçmek|iletişim kurmak|yazışmak|yazışabilir|ulaşmak|ulaşabilir|nasıl ulaşabilirim|nasıl görüşebilirim|nasıl ulaşırım|görüşsem|konuşsam|görüşelim|konuşalım){_MAY}{_MANNER}",
        rf"(?:lütfen |acaba |rica etsem |{_PERSON} |hemen |acil |acilen |mümkünse )*(?:beni|bana|benimle|bizi|bize|bizimle)(?: (?:geri|lütfen|hemen|acilen|acil|bugün|yarın|telefonla|biri|birisi|telefondan|bir|en kısa sürede|{_PERSON}))* (?:arayın|arayınız|arayin|ara|arar mısınız|arar mısın|arayabilir misiniz|arayabilirmisiniz|arayabilir mi|arasın|arasınlar|ulaşın|ulaşınız|ulaşır mısınız|ulaşsın|ulaşabilir mi|ulaşabilir misiniz|dönüş yapın|dönüş yapsın|dönüş yapar mısınız|dönüş yapabilir misiniz|dönün|dönüş sağlayın|iletişime geçin|iletişime geçiniz|iletişime geçer misiniz|iletişime geçebilir misiniz|iletişime geçsin|irtibata geçin|iletişime geçilsin|bağlayın|bağlar mısınız|bağla|telefon edin){_MANNER}",
        rf"(?:lütfen |hemen |beni )*{_PERSON} (?:beni |bana )?(?:bağla|bağlayın|bağlar mısınız|bağlar mısın|çağırın|verin|yönlendirin|yönlendirir misiniz|aktarın|arasın|ulaşsın){_MANNER}",
        rf"(?:lütfen )?(?:geri )?(?:dönüş|arama|aranmak|telefon|geri arama|geri dönüş) (?:yapın|yapar mısınız|istiyorum|bekliyorum|rica ediyorum|talep ediyorum){_MANNER}",
        rf"(?:(?:bir|gerçek|gerçek bir) )?(?:insan|gerçek insan|gerçek kişi|canlı destek|müşteri temsilcisi|müşteri hizmetleri|yetkili|temsilci|operatör|müdür|yetkili biri|yetkili kişi|çalışan)(?: (?:istiyorum|lazım|lütfen|bağlayın|istiyom|çağırın|isterim))+{_MANNER}",
        rf"(?:(?:lütfen|bana|beni|ya|acilen|hemen|artık|şu) )*{_PERSON} (?:(?:bana|beni|bizi|lütfen|hemen|bir) )*(?:lazım|istiyorum|gerek|verin|bağlayın|bağla|bulun|çağırın|yok mu|var mı|arasın|dönsün|ulaşsın|yazsın|ilgilensin|cevap versin|cevaplasın|yardımcı olsun|yardım etsin|baksın|aktar|aktarın|yönlendirin|yönlendir){_MANNER}",
        rf"(?:(?:lütfen|acilen|hemen) )*(?:ben |biz )?(?:{_PERSON}|sizinle|sizle|birinizle|yetkiliyle|yetkilinizle|bir insanla|insanla) (?:(?:telefonda|hemen|acil|yüz yüze|direkt|birebir) )*(?:görüşmek|görüşebilir|görüşeyim|görüşelim|görüşsem|konuşmak|konuşabilir|konuşayım|konuşalım|konuşsam|konuşucam|konuşacağım|görüşücem|görüşeceğim|yazışmak)(?:\s?miyim)?{_MAY}{_MANNER}",
        rf"(?:(?:lütfen|acilen|hemen) )*(?:arayın|arar mısınız|arayabilir misiniz|ara|geri arayın|geri arar mısınız) (?:beni|bizi|lütfen|acil|hemen|geri){_MANNER}",
        r"(?:temsilci|biriyle görüş|gerçek (?:bir )?insan|gerçek kişi|canlı destek|müşteri temsilcisi|canlı temsilci)",
        r"(?:orada|orda|burada|burda|karşımda)?(?: ?(?:gerçek|bir|canlı))* ?(?:insan|kimse|biri|birisi|yetkili) (?:var mı|yok mu|mu var)(?: (?:orada|orda|burada|konuşabileceğim|acaba))*",
        rf"(?:(?:lütfen|acaba|beni|bana|bizi|hemen|acil|artık|bir|ya|hadi|ben) )*{_PERSON}(?: (?:bir|hemen|lütfen|beni))* (?:aktar|aktarın|aktarır mısınız|aktarır mısın|aktarabilir misiniz|aktarılmak istiyorum|bağla|bağlayın|bağlar mısınız|bağlar mısın|bağlayabilir misiniz|bağlanmak istiyorum|bağlanabilir miyim|bağlasanız|yönlendir|yönlendirin|yönlendirir misiniz|yönlendirir misin|yönlendirebilir misiniz|devret|devredin|verir misiniz|verir misin){_MANNER}",
        r"(?:(?:alo|merhaba|orada|orda|burada|burda|karşımda|karşıda|oralarda|gerçekten|hiç|sahiden) )*(?:(?:gerçek|bir|canlı|yaşayan|normal|hakiki|cidden) )*(?:insan|kimse|biri|birisi|yetkili|kişi|birileri)(?: (?:gerçek|gerçekten|orada|orda|burada))* (?:var mı|varmı|yok mu|yokmu|mu var|varmi|yok muuu)(?: (?:orada|orda|burada|burda|konuşabileceğim|konuşacak|acaba|ya|gerçekten))*",
    ),
    question_patterns=(
        r"(?:\w+ ){0,4}(?:nerede|nerde|nerdesiniz|neredesiniz|nerede kaldı|nerde kaldı)(?: (?:acaba|kaldı|benim|peki))?$",
        r"(?:\w+ ){0,5}ne zaman (?:gel|ulaş|açıl|kapan|teslim|elime|çık|kargo|açık|hazır|olacak|olur)\w*",
        r"(?:\w+ ){0,5}(?:kaçta|saat kaçta|kaça kadar|kaç gün sürer|kaç para|ne kadar sürer|ne kadar tutar)\b",
        r"(?:\w+ ){1,7}(?:var mı|varmı|mısınız|misiniz|musunuz|müsünüz|mümkün mü|olur mu|gelir mi|geldi mi|alabilir miyim|edebilir miyim|öğrenebilir miyim)(?: acaba)?$",
        r"(?:neden|niye|nasıl) (?:\w+ ){0,4}(?:gelmedi|gecikti|iptal|yapabilirim|edebilirim|iade|alabilirim|ulaşabilirim)\w*",
    ),
    yes_patterns=(
        answers(
            "evet|evt|ewet|elbette|evett|eved|yes",
            rf"\w+|{_STATES}",
            "ne|nasıl|neden|niye|kim|nerede|belki|herhalde|eğer|mi|mı|mu|mü|demek|dedik|ama|fakat|ancak|değil|yok|hayır|hala|hâlâ|henüz|maalesef|lakin|yalnız|kötü|eksik|geç|hiç|sadece|gelmedi|olmadı|çözülmedi|memnun değilim|bir tek|tek sorun",
        ),
        rf"(?:(?:sorun|sorunum|problem|problemim|her şey|herşey|hersey|artık|şimdi|sonunda|nihayet|iadem|param|paramı|yeni|yenisi|ürün|kargo|bugün|dün|hemen|tamamen|çok şükür|sıkıntı|konu) )+(?:{_STATES}|yolunda|tamam|iyi|güzel|düzgün|çalışıyor)(?: (?:artık|teşekkürler|şu an|şimdi|sonunda|çok şükür|sağolun))*",
    ),
    no_patterns=(
        r"(?:maalesef )?(?:henüz|hala|hâlâ|daha|halen)(?: (?:bir|hiçbir|şey|kimse))* (?:olmadı|değil|yok|çözülmedi|gelmedi|aramadı|dönmedi|düzelmedi|ulaşmadı|yapılmadı|dönüş yok|cevap yok)(?: (?:maalesef|ki))*",
        answers(
            "hayır|hayir|hyr|yok|yo|yoo|maalesef|cık|malesef|ne yazık ki",
            "memnun|beğenmedim|kalmadım|istediğim|beklediğim|tavsiye|düşünmüyorum|sanmıyorum|almam|gelmem|bir daha|bidaha|çok|iadeyi|yenisi|göndermediler|göndermediniz|aramadılar|hala|hâlâ|halen|henüz|aynı|hiçbir|hiç|kimse|daha|değişen|değişmedi|bir|bi|çözülmedi|çözülemedi|düzelmedi|olmadı|gelmedi|sorun|sorunum|problem|paramı|para|iade|kargo|ürün|bekliyorum|beklemedeyim|aramadınız|dönüş|cevap|ses|çözemediniz|çözmediniz|yapmadınız|ilgilenen|ilgilenmediniz|ben|siz|şu an|şuan|tam|pek|devam|gene|yine|artık",
            "ama|sorun yok|sorun değil|problem yok|şikayet|şikayetim|harika|süper|mükemmel|güzel|iyiyim|teşekkür|teşekkürler|sıkıntı yok|her şey",
        ),
        r"(?:(?:hala|hâlâ|halen|henüz|daha|sorun|sorunum|problem|her şey|durum|maalesef) )*(?:aynı|aynen duruyor|aynı durumda|devam ediyor|çözülmedi|çözülemedi|düzelmedi|gelmedi|bekliyorum|beklemedeyim|bir şey yok|bişey yok|birşey yok|ses yok|dönüş yok|haber yok|cevap yok|bozuk|değişmedi|iade edilmedi|yatmadı|çalışmıyor|halledilmedi|hallolmadı)(?: (?:hala|maalesef|henüz|durum|sorun|halen))*",
        r"(?:değişen|ilgilenen|arayan|dönen|çözen)(?: (?:bir|bi|hiç|hiçbir))? ?(?:şey|olmadı|yok|bişey|birşey)(?: (?:yok|olmadı))?|hiçbir şey (?:değişmedi|olmadı|yapılmadı)|kimse (?:aramadı|dönmedi|ilgilenmedi|yazmadı)",
    ),
    right=listed(
        "evet doğrudur | evet tam olarak | evet tam öyle | evet tam olarak öyle | evet bu | evet budur | aynen budur | aynen bu | bu doğru | bu doğrudur | hepsi doğru | evet hepsi doğru | doğru anlamışsın | doğru anladın | evet doğru anlamışsınız | doğru anlaşılmış | doğru özetlemişsiniz | doğru özet | güzel özet | evet aynen böyle | aynen böyle | böyle | evet böyle | yes | evet evet | eved | ewet | olur | tamam doğru | tamam | onaylıyorum | evet onaylıyorum | katılıyorum | haklısın | evet haklısınız | eksiksiz | doğru söylediniz | evet kastettiğim bu | kastettiğim bu | kastettiğim buydu | evet kastettiğim buydu | demek istediğim bu | demek istediğim buydu | evet demek istediğim buydu | noktası noktasına | birebir | evet birebir | cuk | harfi harfine | evet | evt | he | hı hı | aynen | aynen öyle | aynen doğru | evet aynen | evet aynen öyle | doğru | doğrudur | evet doğru | çok doğru | kesinlikle | evet kesinlikle | kesinlikle öyle | tabii | tabi | tabii ki | elbette | öyle | evet öyle | tam öyle | tam olarak | tam olarak öyle | haklısınız | tamamdır | tam isabet | doğru anladınız"
        " | evet doğru anladınız | doğru anlamışsınız | kesinlikle doğru | bence de | 👍"
    ),
    not_quite=listed(
        "hayır yanlış | hayır yanlış anladın | hayır yanlış anladınız | yanlış anladın | yanlış anlamışsın | yanlış anlaşılmış | hayır doğru değil | hayır öyle demedim | öyle demedim | ben öyle demedim | böyle demedim | bunu demedim | ben bunu demedim | bunu kastetmedim | kastettiğim bu değil | kastettiğim bu değildi | demek istediğim bu değil | demek istediğim bu değildi | bu değil | hayır bu değil | bu değildi | böyle değil | hayır böyle değil | tam doğru değil | tamamen yanlış | baştan sona yanlış | hepsi yanlış | çok yanlış | hatalı | bu hatalı | hata var | yanlışlık var | bir yanlışlık var | eksik | eksik anlamışsınız | eksik var | kısmen doğru | yarısı doğru | yarı yarıya | yarı doğru | hayır pek değil | hayır tam değil | yok öyle değil | yok öyle bir şey | alakasız | ilgisi yok | hiç ilgisi yok | anlamamışsınız | anlamadınız | beni anlamadınız | yanlışş | hyr | hayir | öyle söylemedim | cık | hayır | yok | yoo | tam değil | tam olarak değil | pek değil | değil | doğru değil | öyle değil | hiç değil | yanlış | tam öyle değil | pek öyle değil | pek sayılmaz | sayılmaz | tam sayılmaz | aslında değil | aslında hayır | hayır aslında | yanlış anladınız | yanlış anlamışsınız | kısmen | alakası yok | hiç alakası yok | ne alakası var | hayır değil"
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
    tail_regex=r"işte|ya|yani|gibi|hadi|neyse|yeter|o\s+kadar|bu\s+kadar|en\s+fazla|en\s+az|açıkçası|valla|vallahi|bana\s+göre|bana\s+kalırsa|kısaca|net|(?:veririm|veriyorum|veriyom|verdim|vericem|vereceğim|derim|diyorum|diyelim|olsun|diyeyim|vereyim|puan\s+veriyorum|puan\s+veririm)(?:\s+(?:ben|size|bence))*|bence|benden|sanırım|galiba|herhalde|belki|falan|civarı",
    scale_first_regex=r"(?:\s*puan)?\s*(?:üzerinden|üzerinde|üstünden|'?[dt][ae]n?)\s+(?:bir\s+|tam\s+|rahat\s+|net\s+|size\s+|bence\s+)*",
)
