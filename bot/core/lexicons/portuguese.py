"""How people answer in Portuguese, in Brazil and in Portugal."""

from __future__ import annotations

from bot.core.lexicon import Lexicon, answers, listed, remarks, valued
from bot.core.survey import QuestionKind

_ONE_STAR = {"uma estrela": 1, "só uma estrela": 1, "uma estrelinha": 1, "apenas uma estrela": 1}
_NUMBERS = {
    0: "zero",
    1: "um | uma",
    2: "dois | duas",
    3: "três",
    4: "quatro | cuatro | quato",
    5: "cinco | sinco | cinko",
    6: "seis | meia | ceis",
    7: "sete | cete",
    8: "oito | oitu",
    9: "nove | novi",
    10: "dez | deis | dezz | déiz",
    11: "onze",
    12: "doze",
    20: "vinte",
    100: "cem",
}
_SATISFACTION_5 = {
    1: """nada de satisfação | muito insatisfeit~ | nada satisfeit~ | totalmente insatisfeit~ | completamente insatisfeit~ | extremamente insatisfeit~
        | super insatisfeit~ | bem insatisfeit~ | nem um pouco satisfeit~ | muito descontente | muitíssimo insatisfeit~""",
    2: """insatisfeit~ | pouco satisfeit~ | não satisfeit~ | um pouco insatisfeit~ | não estou satisfeit~ | não muito satisfeit~
        | descontente | n satisfeit~ | não fiquei satisfeit~ | não tô satisfeit~ | meio insatisfeit~""",
    3: "neutro | neutra | nem satisfeit~ nem insatisfeit~ | indiferente | nem um nem outro",
    4: "satisfeit~ | bastante satisfeit~ | um pouco satisfeit~ | parcialmente satisfeit~ | razoavelmente satisfeit~",
    5: """muita satisfação | muito satisfeit~ | totalmente satisfeit~ | completamente satisfeit~ | extremamente satisfeit~ | super satisfeit~
        | bem satisfeit~ | mto satisfeit~ | plenamente satisfeit~ | satisfeitíssim~ | muitíssimo satisfeit~ | 100% satisfeit~""",
}
_AGREEMENT_7 = {
    1: "discordo totalmente | discordo completamente | discordo plenamente | discordo muito | discordo fortemente | totalmente em desacordo | nada de acordo | não concordo nada | discordo em absoluto",
    2: "discordo | não concordo | em desacordo | n concordo",
    3: "discordo parcialmente | discordo um pouco | discordo em parte | discordo ligeiramente",
    4: "neutro | neutra | nem concordo nem discordo | não concordo nem discordo | indiferente",
    5: "concordo parcialmente | concordo um pouco | concordo em parte | concordo ligeiramente | concordo mais ou menos | parcialmente de acordo",
    6: "concordo | de acordo | estou de acordo",
    7: "concordo totalmente | concordo completamente | concordo plenamente | concordo muito | concordo fortemente | totalmente de acordo | completamente de acordo | concordo 100% | concordo em absoluto | super concordo | concordo inteiramente",
}
_YES_NO = {
    1: """com toda certeza | com toda a certeza | toda certeza | óbvio | obviamente | sim óbvio | é claro | sim é claro | lógico | claro que voltaria | já | já sim | super sim | quero | sim quero | yes | sim está | sim foi | sim sim sim | sim gostei | sim adorei | sim muito | muito | sim bastante | sim com certeza | com certeza sim | certeza | sim sem dúvida | sem dúvida | sem dúvidas | demais | claro né | sempre | sim sempre | sim compraria | compraria sim | recomendo | sim recomendo | recomendaria | sim recomendaria | voltaria | sim voltaria | super | isso | tá sim | ta sim | opa | opa sim | bora | pode crer | sim claro que sim | afirmativo | ficou | ficou sim | foi resolvido | sim foi resolvido | adorei | amei | sim | s | ss | sii | siim | simm | sim sim | claro | claro que sim | sim claro | aham | uhum | bom | boa | bem | joinha | joia | jóia | polegar para cima | polegar pra cima | polegares para cima
        | positivo | com certeza | tudo bem | sim tudo bem | tudo certo | sim tudo certo | gostei | beleza | pra cima | fixe | foi sim | está sim | resolveu | resolveu sim | sim resolveu""",
    0: """nem em sonho | nem sonhando | nem de graça | nem ferrando | nem um pouquinho | acho difícil | difícil | não volto | não voltarei | não mais | nao msm | não msm | de jeito maneira | nunca | nunca mais | não nunca | jamais | nem pensar | nem morto | nem a pau | de forma alguma | de forma nenhuma | de maneira nenhuma | de maneira alguma | claro que n | acho que não | não acho | não creio | creio que não | infelizmente não | não infelizmente | na verdade não | não na verdade | não não gostei | detestei | odiei | péssimo | horrível | não recomendo | não recomendaria | não voltaria | não compraria | não tá | não está | não ta | nem tanto | não tanto | não muito bem | que nada | nops | negativo não | não | n | nn | nao | naum | não não | nop | nope | claro que não | nem um pouco | de jeito nenhum | ruim | mau | mal | polegar para baixo | polegar pra baixo | polegares para baixo | negativo | pra baixo
        | ainda não | não ainda não | não mesmo | não muito | não gostei | continua igual | não continua igual | nada bem | não resolveu | não foi | não está | de modo nenhum""",
}
_SURVEYS = (
    r"(?:(?:essas?|esses?|esta|estas|este|estes|as|os|a|o|suas|seus|uma|um|vossas|tantas|tantos|de|d|mais|essa|malditas|tais) )*"
    r"(?:pesquisas?|mensagens|mensagem|msgs?|perguntas?|e mails?|emails?|inquéritos?|questionários?|notificações|avisos|spam|sondagens|sms|textos|enquetes?|propaganda)"
)
_MORE = (
    r"(?:mais|já|nunca mais|nunca|por favor|pf|pfv|pfvr|de novo|outra vez|nada|toda hora|tanto|assim|logo)"
)
_SOON = r"(?:sábado|domingo|no fds|fds|no final de semana|final de semana|na hora do almoço|mais à noite|de tarde|à tarde|hoje mais tarde|amanhã cedo|amanhã de manhã|depois de amanhã|no fim de semana|fim de semana|(?:quando|assim que) (?:puder|der|chegar(?: em casa)?|tiver tempo|terminar|sair(?: do trabalho)?|estiver livre|tiver um tempo|chegar a casa)|depois do (?:trabalho|almoço|expediente|jantar)|daqui (?:a )?(?:uma|umas|duas) horas?|em (?:uma|umas|duas) horas?|daqui a (?:\d+|cinco|dez|uns) min(?:utos)?|qualquer hora|mais tarde|depois|amanhã|logo|mais logo|daqui a pouco|outro dia|outra hora|em outro momento|noutra altura|noutro momento|hoje à noite|à noite|de noite|semana que vem|na próxima semana|logo mais|outro momento)"
_NOW = r"(?:agora não|nesse instante|nesse minuto|desculpa|ainda|só|aqui|por ora|super|mt|agr|agora n|agora|agora mesmo|neste momento|no momento|nesse momento|por agora|por enquanto|hoje|muito|mto|um pouco|meio|bastante|para isso|pra isso|tão|mesmo|de momento|bem|bem agora|super|não)"
_PERSON = (
    r"(?:(?:um|uma|o|a|os|seu|sua|vosso|algum|alguma|outra|outro) )?"
    r"(?:pessoa|humano|humana|ser humano|alguém|gerente|responsável|chefe|atendente|agente|operador|operadora|assistente|representante|dono|dona|funcionário|funcionária|atendimento|suporte|"
    r"atendimento ao cliente|apoio ao cliente|serviço de apoio|supervisor|supervisora|vocês|vcs|colaborador|colaboradora|pessoal|equipe|equipa|encarregado|gente)"
    r"(?: (?:real|de verdade|humano|humana|da equipe|da equipa|da loja|de carne e osso|que não seja robô|de vocês|mesmo|aí|verdadeira))*"
)
_MANNER = r"(?: (?:por favor|pf|pfv|pfvr|agora|já|hoje|amanhã|urgente|urgentemente|com urgência|diretamente|por telefone|o quanto antes|o mais rápido possível|aqui|logo|de volta|(?:sobre|por causa de|a respeito de|por) (?:\w+ ){0,5}\w+))*"
_WISH = (
    r"(?:(?:eu )?(?:posso|poderia|podia|podemos|quero|queria|gostaria de|gostava de|queremos|preciso|preciso de|precisamos|necessito|tem como|dá pra|dá para|é possível|exijo|deixa eu|me deixa|deixem me|desejo|como posso|"
    r"como faço pra|como faço para|como eu faço pra|como consigo|consigo|prefiro|tenho como|da pra|queria muito|tenho de|tenho que) )"
)

_HAPPY_5 = {
    1: "nada ~ | nem um pouco ~ | muito pouco ~ | não fiquei nada ~ | não estou nada ~ | zero ~",
    2: "não ~ | n ~ | pouco ~ | não muito ~ | não fiquei ~ | não estou ~ | não tô ~ | não tão ~ | não fiquei muito ~ | não estou muito ~",
    4: "~ | bastante ~ | um pouco ~ | mais ou menos ~ | quase ~ | razoavelmente ~ | até ~",
    5: "muito ~ | mto ~ | mt ~ | super ~ | bem ~ | totalmente ~ | completamente ~ | mega ~ | hiper ~ | extremamente ~ | muito muito ~ | 100% ~ | tão ~ | demais ~ | plenamente ~",
}
_DEGREES = """realmente | sinceramente | extremamente | incrivelmente | grande | uma grande | bem | totalmente | uma | um pouquinho | francamente | muito | mto | mt | super | tão | bem | bastante | demais | tudo | todos | sempre | totalmente | realmente | um pouco | meio | pouco
    | na verdade | obrigado | obrigada | obg | no geral | como sempre | foi | achei | é | está | tá | tava | estava | um | uma | e | mais | mesmo | de mais"""
_JUDGED = """bom | boa | bons | boas | ótimo | ótima | excelente | excelentes | perfeito | perfeita | maravilhoso | maravilhosa | incrível | sensacional | show
    | show de bola | fantástico | espetacular | delicioso | deliciosa | gostoso | gostosa | rápido | rápida | rapidinho | fácil | facílimo | facil | simples | tranquilo
    | prático | simpático | simpáticos | atencioso | atenciosos | educado | educados | lindo | linda | legal | bacana | top | fixe | impecável | nota 10 | nota dez
    | feliz | contente | satisfeito | satisfeita | recomendo | recomendado | super recomendo | gostei | adorei | amei | curti | voltarei | volto sempre | compraria de novo
    | razoável | regular | normal | ok | mais ou menos | mediano | fraco | fraca | ruim | ruins | péssimo | péssima | horrível | terrível | lamentável | lento | lenta
    | demorado | caro | cara | carinho | difícil | complicado | decepcionante | decepcionado | decepcionada | decepção | uma decepção | vergonha | uma vergonha | um absurdo | absurdo | um desastre | desastre | uma pena | chateado | chateada | irritado | irritada | triste | grosseiro | grosseiros | mal educados | mal educado | sujo | nunca mais | não volto | uma piada | um roubo | roubo | golpe | maravilha | uma maravilha | uma delícia | nota mil | espetáculo | sem palavras | sem defeitos | impecavel | divino | encantado | encantada | apaixonada | inadmissível | uma merda | um lixo | lixo | uma porcaria | porcaria
    | deixa a desejar | deixou a desejar | pode melhorar | podem melhorar | pode ser melhor | podia ser melhor | poderia ser melhor | bom atendimento | ótimo atendimento
    | mau atendimento | péssimo atendimento | excelente atendimento | ótimo serviço | excelente serviço | péssimo serviço | bom serviço | sem problemas | sem reclamações
    | nada a reclamar | como sempre | continuem assim | parabéns | sem dúvida | de parabéns"""
_UNCOUNTED = (
    r"(?:o|a|meu|minha|seu|sua|eu|tudo|é|está|tá|foi|estava|tava|achei|gostei|adorei|amei|tive|precisei|esperei|liguei|fui|fiquei|estou|tô|ninguém|nunca|porque|apesar|infelizmente|por)\s+[a-z]|"
    r"(?:serviço|atendimento|comida|qualidade|preço|app|aplicativo|site|embalagem|frete)"
    r"\s+(?:foi|é|está|estava|tava|chegou|veio|muito|mto|super|excelente|ótimo|ótima|bom|boa|ruim|lento|lenta|rápido|rápida|péssimo|péssima|perfeito|perfeita|não|demorou|atrasou|atrasada|impecável)\b"
)
_STATES = "resolvido|resolvida|resolveram|resolveu|solucionado|solucionaram|solucionou|consertaram|arrumaram|arrumou|trocaram|devolveram|reembolsaram|estornaram|chegou|deu certo|certo|tudo certo|tudo ok|tudo bem"

_BEGINNING = (
    r"(?:vocês|vcs|você|vc|eles|elas|ele|ela|eu|nós|amei|amo|adoro|adorei|curti|gostei|parabéns|obrigad[oa]|valeu|vlw|infelizmente|felizmente|sempre|jamais|"
    r"nada|nenhum|nenhuma|nem|que|só|era|estava|tinha|demorou|demora|demorei|foi|deveria|devia|podia|poderia|seria|recomendo|voltaria|comprei|pedi|paguei|"
    r"tive|fiquei|esperei|estou|tô|um\s+pouco|meio|algo|muito|muita|mto|mt|super|tão|bem|demais|bastante|pouca|pouco|ótim[oa]|excelente|"
    r"bom|boa|mau|má|ruim|péssim[oa]|melhor|pior|entrega|qualidade|atendimento|serviço|comida|envio|zíper|caixa|tela|bateria|cor|tamanho|"
    r"tecido|entregador|motoboy|garçom|atendente|moça|moço|gente|pizza|sopa|café|roupa|espera|aplicativo|embalagem|preço|costura|sola|sabor|"
    r"cheiro|lugar|loja|site|app|tampa|alça|continuem|ficou\s+(?:muito|um|meio|super)|pelo|pela)"
    r"\s+(?!\w+(?:aram|eram|iram|avam|iam)\b|\w+os\s+\w+os\b|\d)[a-z]|"
    r"não\s+(?:era|é|foi|está|tá|estava|gostei|chegou\s+a|vale|recomendo|volto|voltaria|quero|consegui|posso|pude|dá|deu|tem|tenho|tive|me\s+(?!\w+ram\b)[a-z]+|"
    r"o|a|cumpr\w+|tão|muito|sei|acho|esperava|compraria|curti)\b"
)
_GOES_ON = r"(?:e|mas|porém|para|pra|por|com|o|a|os|as|do|da|de|como|em|no|na|porque|pq|exceto|apesar)\b(?!.*\b(?:outr[oa]s?|resto|demais|uma?|\d+)\b)"

PORTUGUESE = Lexicon(
    numbers=valued(_NUMBERS),
    number_glue=frozenset(
        listed(
            "um | uma | ou | e | a | entre | quase | talvez | meio | meia | ponto | vírgula | uns | o | de | mais | menos | por | aí | lá | cerca"
        )
    ),
    out_of=listed("de | em | sobre | num total de | dos"),
    stars=listed("estrelas | estrela | estrelinhas | estrelinha"),
    points=listed("pontos | ponto | pts | valores"),
    lead_in_regex=(
        "bom",
        "bem",
        "pois",
        "então",
        "ah+",
        "h+u*m+",
        "e+h*",
        "u+f+",
        "olha",
        "ok(?:ay)?",
        "tá",
        "ol[áa]",
        "oi+",
        "bo[am] (?:dia|tarde|noite)",
        "talvez",
        "provavelmente",
        "certamente",
        "com certeza",
        "(?:eu )?(?:acho|creio|penso|diria|digo|considero|acredito|imagino)(?: (?:que|q|k))?(?: (?:é|seja|uns?|uma?|vale))?",
        "(?:digamos|vamos de|vou de|fico com|fico no|bota|põe|coloca|vamos dizer|vai|pode pôr|pode por|fica)(?: (?:que|q|aí|um|uma))*",
        "(?:que|q)",
        "(?:baita|belo|bela|boa|grande|alto|redondo|firme|merecido|merecida|justo|sólida|tremendo)",
        "no mínimo",
        "no máximo",
        "pelo menos",
        "fácil",
        "aí",
        "entre tudo",
        "minha",
        "sendo sincer[oa]",
        "no meu ver",
        "vale",
        "eu",
        "nós",
        "(?:eu )?(?:te |vos |lhe |lhes )?(?:dou|daria|dei|ponho|coloco|darei)(?: a)?(?: nota)?",
        "(?:a )?minha (?:nota|avaliação|pontuação|resposta|classificação)(?: é| seria|:)?",
        "nota",
        "avaliação",
        "pontuação",
        "classificação",
        "uma?",
        "uns",
        "o",
        "a",
        "é",
        "são",
        "seria",
        "foi",
        "sem dúvida",
        "definitivamente",
        "sólido",
        "claro",
        "perfeito",
        "sinceramente",
        "honestamente",
        "na verdade",
        "no geral",
        "em geral",
        "só",
        "apenas",
        "por mim",
        "pra mim",
        "para mim",
        "merecem?(?: nota)?",
        "estou",
        "tô",
        "fiquei",
        "estamos",
        "me sinto",
        "com",
        "leva",
    ),
    verdict_regex=(
        r"\b(?:(?:eu|nós)\s+)?(?:(?:te|vos|lhe|lhes|me)\s+)?(?:dou|daria|darei|damos|dei|ponho|coloco|avalio|avaliaria|classifico|pontuo|atribuo|merecem?|leva|nota)"
        r"(?:\s+(?:a|ao|à|aos|às|pro|pra|para\s+o|para\s+a|o|esse|esta|este)\s+(?!nota\b)\w+)?(?:\s+(?:com|um|uma|como|só|a|de|nota|pontuação\s+de|sólido|belo|bom))*\s*:?\s*"
    ),
    hedge_regex=(
        r"\b(?:não|nunca|jamais|nem|quase|em\s+vez|ao\s+invés|teria|seria|fosse|tivesse|se|normalmente|costumo|antes|anterior|última\s+vez|mais\s+de|menos\s+de|vi|vimos|li|tinha|tinham|anunciav\w+|prometeram|google|outros?|marido|mulher|esposa|"
        r"esperava|tirar?|tirei|falta|faltou|para\s+ser|pra\s+ser|só\s+não)\b"
    ),
    condition_regex=r"(?:n[ao]\s+(?:internet|google|site)|online\b|se\s+\w|quando\b|caso\b|desde\s+que|fosse|tivesse)",
    after_rating=listed(
        "kkk* | rs | rsrs* | haha* | hehe* | porque | pq | por que | pois | já que | mas | porém | só que | embora | apesar | por favor | pf | obrigado | obrigada | obg | acho | acho eu | eu acho | diria eu | no geral | com certeza | sem dúvida | por | devido | da minha parte"
        " | pra mim | para mim | exceto | infelizmente | contudo | no entanto | valeu | visto que | afinal"
    ),
    after_verdict=listed(
        "para | pra | e | como | muito | recomendo | super recomendo | recomendado | voltaria | voltarei | voltaremos | excelente | tudo | o | a | serviço | atendimento | hoje | desta vez | dessa vez | ótimo | ótima | bom | boa | adorei | amei | foi | top"
    ),
    counted=frozenset(
        listed(
            "item | itens | artigo | artigos | peça | peças | coisa | coisas | produto | produtos | caixa | caixas | garrafa | garrafas | prato | pratos | pedido | pedidos | pessoas | gente | vezes | vez | visita | visitas | entrega | entregas"
            " | minuto | minutos | min | hora | horas | dia | dias | semana | semanas | mês | meses | ano | anos | euro | euros | reais | real | dólares | por cento | pacotes | encomendas | pizzas | lanches"
        )
    ),
    labels={
        QuestionKind.CSAT: valued(_HAPPY_5, "contente", "contentes", "feliz", "satisfeito", "satisfeita")
        | valued(_SATISFACTION_5, "o", "a", "os", "as")
        | _ONE_STAR,
        QuestionKind.STARS: _ONE_STAR,
        QuestionKind.CES: valued(_AGREEMENT_7),
        QuestionKind.NPS: valued(
            {0: "nada provável | nem um pouco provável", 10: "muito provável | extremamente provável"}
        ),
        QuestionKind.THUMBS: valued(_YES_NO),
    },
    remark_regex=remarks(
        _DEGREES,
        _JUDGED,
        "foi | é | está | tá | tava | estava | tudo | achei",
        rf"{_UNCOUNTED}|{_BEGINNING}",
        _GOES_ON,
    ),
    shortened=valued(
        {
            "não": "n | nao | naum | ñ | nn",
            "depois": "dps | dpois | dp",
            "vocês": "vcs | vceis",
            "você": "vc",
            "também": "tb | tbm",
            "que": "q | ke",
            "porque": "pq | pque",
            "muito": "mto | mt | mtu",
            "muita": "mta",
            "obrigado": "obg | brigado | obgd | brigada | obgda | vlw",
            "hoje": "hj",
            "tudo": "td",
            "nada": "nd",
            "agora": "agr | agra",
            "quando": "qdo | qnd | qndo",
            "com": "c",
            "mensagem": "msg | mensage",
            "mensagens": "msgs | mensagen",
            "alguém": "alg | alguen",
            "estou": "to | tou",
            "por favor": "pf | pfv | pfvr | pls | plz | porfa",
            "mesmo": "msm",
            "beleza": "blz",
            "para": "p | pra",
            "amanhã": "amnh | amanha",
            "trabalho": "trampo | serviço | trab",
            "contato": "ctt",
        }
    ),
    joiners=listed("e | ou | mais | também | além | depois | o | a | os | as"),
    connectives=listed("porque | pois | já que | mas | porém | embora | pq"),
    courtesies=listed(
        "por favor | porfavor | pf | pfv | pfvr | se faz favor | faz favor | obrigado | obrigada | obg | brigado | brigada | brigadão | brigadinha | obgd | obgda | obrigadão | flw | pls | plis | por gentileza | por fvr | amigo | amiga | moça | moço | mto obg | mt obg | muito obrigado | muito obrigada | valeu | vlw | desculpa | desculpe | desculpem | ok | okay | tá | oi | olá | ola | bom dia | boa tarde | boa noite  | ah | eh"
        " | então | gente | pessoal | abraço | abraços | grato | grata "
    ),
    pleasantries=frozenset(
        listed(
            "oi | oii | oie | olá | ola | oi tudo bem | olá tudo bem | tudo bem | tudo bom | bom dia | boa tarde | boa noite | e aí | ok | okay | blz | beleza | tá bom | tá | sim | claro | com certeza | certo | pode ser | combinado | obrigado | obrigada | obg | muito obrigado"
            " | muito obrigada | brigado | brigada | valeu | vlw | tchau | adeus | até logo | até mais | start | teste | test | perfeito | de nada | grato | grata"
        )
    ),
    skip=frozenset(
        listed(
            "pular | pula | pule | pular pergunta | pular essa | pular esta | pula essa | pular essa pergunta | pular esta pergunta | saltar | saltar pergunta | saltar esta | próxima | próximo | próxima pergunta | a próxima | seguinte | passar | passo | eu passo | passa | passar à frente"
            " | avançar | avança | ignorar | omitir | nada | nada mais | mais nada | não nada | nada não | nada demais | nada de mais | nada em especial | nada especial | nada em particular | nada a dizer | nada a declarar | nada a acrescentar | nada a comentar | nada por agora | nenhum | nenhuma"
            " | nenhum desses | nenhuma dessas | nenhuma das anteriores | nenhum deles | não | n | nn | não obrigado | não obrigada | não sei | sei lá | n sei | não sei dizer | não sei não | não faço ideia | sem ideia | nem ideia | não tenho ideia | não se aplica | na | n/a | sem comentários"
            " | sem comentário | sem opinião | sem resposta | prefiro não dizer | prefiro não falar | prefiro não responder | não quero responder | não quero dizer | não quero falar | é só isso | só isso | é isso | isso é tudo | é tudo | nada me ocorre | não me ocorre nada | não me vem nada"
            " | tanto faz | tanto me faz | ver acima | veja acima | como acima | idem | já disse | bla bla | blá blá | blá blá blá | na verdade nada | realmente nada | não tenho | não tenho nada a dizer | não tenho nada a acrescentar | nenhum comentário | deixar em branco | em branco | nadinha | não muito"
        )
    ),
    skip_patterns=(
        r"(?:(?:eu|melhor|acho que|sinceramente) )*(?:prefiro|preferia|não (?:quero|desejo|vou|pretendo|gostaria de|posso))(?: não)? ?(?:responder|dizer|falar|opinar|comentar|informar|respondo|digo|falo|contar)(?: (?:isso|a isso|essa|pergunta|a|nada|sobre isso|esta))*",
        r"(?:não )?(?:tenho |há |tem )?nada (?:a|para|pra|que) (?:dizer|declarar|acrescentar|comentar|falar|adicionar)(?: (?:não|obrigado|mais))*",
        r"(?:(?:não|nao|n|por enquanto|por agora|na verdade|no momento|pra ser sincero) )*(?:(?:não |n )?(?:tenho|há|tem|temos) )?(?:nada|nadinha|mais nada)(?: (?:mais|demais|em especial|em particular|especial|novo|de novo|de especial|específico))*(?: (?:a|pra|para|que|de) (?:dizer|falar|declarar|acrescentar|adicionar|comentar|relatar|opinar))?(?: (?:não|obrigado|obrigada|no momento|por enquanto|agora))*",
        r"(?:(?:na verdade|agora|olha) )*(?:não|nao|n|nem|num) (?:sei|lembro|faço ideia|tenho ideia|recordo|saberia)(?: (?:não|dizer|te dizer|agora|mesmo|o que dizer|responder|informar|opinar|ao certo|bem))*",
        r"(?:não|nao|n) (?:me )?(?:ocorre|vem|lembro de|consigo pensar em) nada(?: (?:agora|na cabeça|à cabeça|no momento|à mente))*",
        r"(?:nada|não|nao|n)(?: nada)? (?:me )?(?:vem|ocorre|veio|lembro|penso|passa)(?: (?:nada|à|a|na|pela|cabeça|mente|agora|no momento|em|de))*",
        r"(?:(?:quero|prefiro|posso|vou|vamos|gostaria de|pode) )*(?:pular|pulo|pula|passo|passa|saltar|passar|ignorar|avançar|próxima)(?: (?:essa|esta|a|pergunta|isso|questão|à frente|para|pra|próxima))*",
        r"(?:não tenho |sem |nenhum |nenhuma |n tenho )(?:comentários?|opinião|resposta|sugestão|sugestões|observações|nada a acrescentar|o que dizer|o que falar)(?: (?:a fazer|sobre isso|no momento|por enquanto|adicional|adicionais))*",
    ),
    later=frozenset(
        listed(
            "depois respondo | depois eu falo | depois aviso | mais tarde | depois | logo | mais logo | logo mais | agora não | não agora | agora n | n agora | não agora não | outra hora | outro momento | em outro momento | noutra altura | outro dia | outra ocasião | amanhã | talvez amanhã | talvez depois | talvez mais tarde | quem sabe depois"
            " | melhor depois | melhor mais tarde | depois eu respondo | depois respondo | não tenho tempo | sem tempo | sem tempo agora | ocupado | ocupada | um momento | um momentinho | momento | espere | espera aí | um minuto | um minutinho | daqui a pouco | hoje não | ainda não"
            " | não posso agora | agora não posso | agora não dá | não dá agora | agora não consigo | não consigo agora | hoje à noite | à noite | mau momento | má altura | momento ruim | não é um bom momento | não é boa hora | deixa pra depois | deixa para depois | fica pra depois | por agora não | por enquanto não"
            " | na próxima | peraí | pera | já já"
        )
    ),
    later_patterns=(
        rf"(?:(?:eu|te|lhe|vos|já|ok|vou|posso|prometo) )*(?:respond|fal|dig|avis|faç|faz|escrev|cont|preench|avali|mand)\w*(?: (?:te|eu|isso|direito|vocês|você))* {_SOON}(?: (?:por favor|tá|ok))*",
        rf"(?:a noite|{_SOON}) (?:(?:eu|te|lhe|já|sim|vou|posso|prometo|talvez) )*(?:respond|fal|dig|avis|faç|faz|escrev|cont|preench|avali|mand|vej)\w*(?: (?:isso|direito|com calma|vocês|você|tá))*",
        r"(?:agora|hoje|no momento|por enquanto) não(?: (?:dá|posso|consigo|tenho tempo|rola))*",
        rf"(?:{_NOW} )*(?:eu )?(?:não|n|sem|nao) (?:tenho |temos |estou com |tô com |to com )?(?:{_NOW} )*tempo(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:eu )?(?:estou|tô|to|tou|ando|estamos)(?: {_NOW})* (?:ocupad[oa]s?|trabalhando|a trabalhar|dirigindo|a conduzir|no trabalho|em reunião|numa reunião|na rua|na aula|na correria|em viagem|com pressa|sem tempo|atarefad[oa]|corrid[oa])(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:eu )?(?:não|n|nao) (?:{_NOW} )*(?:posso|consigo|dá|da|vai dar|é um bom momento|é boa hora|é uma boa hora|é o momento)(?: (?:{_NOW}|responder|falar|atender))*",
        rf"(?:eu )?(?:te |vos |lhe |já )?(?:respondo|falo|digo|faço|escrevo|conto|aviso|preencho|vejo|responderei|vou responder|posso responder|posso fazer)(?: \w+)? {_SOON}",
        rf"{_SOON} (?:(?:eu|te|vos|lhe) )*(?:respondo|falo|digo|faço|escrevo|conto|aviso|vejo|pode ser|por favor|sim|melhor|talvez)+",
        rf"(?:(?:você|vc|vcs|vocês) )?(?:(?:me )?(?:pode|podem|podes) )?(?:me )?(?:pergunt(?:a|e|em|ar)|cham(?:a|e|em|ar)|lembr(?:a|e|em|ar)|mand(?:a|e|em)|escrev(?:e|a|am)|volt(?:a|e|em)|avis(?:a|e|em))(?:me| me)?(?: (?:de novo|outra vez|a perguntar|novamente|mensagem))* {_SOON}",
        rf"(?:(?:melhor|talvez|prefiro|pode ser|deixa|deixa pra|deixo pra|fica pra|quem sabe|só|te respondo|respondo|falo|eu|vejo|ok|sim|te falo|te digo|que seja|faço) )*{_SOON}(?: (?:melhor|te respondo|respondo|te falo|falo|eu respondo|eu falo|eu faço|faço|se der|pode ser|ok|talvez|sim|vejo|eu vejo|tá|te digo))*",
        rf"(?:{_NOW} )*(?:(?:estou|tô|to|tou|ando|estamos|sigo|vou|eu) )*(?:{_NOW} )*(?:ocupad\w+|dirigindo|a conduzir|conduzindo|ao volante|trabalhando|a trabalhar|no (?:trabalho|trampo|serviço|carro|ônibus|metrô|banho|médico|trânsito|autocarro|comboio)|em (?:reunião|aula|ligação|chamada|viagem)|na (?:rua|aula|escola|reunião|academia|correria|estrada|faculdade)|numa (?:reunião|call|chamada)|cozinhando|comendo|almoçando|jantando|dormindo|de férias|com pressa|fora de casa|fora|viajando|enrolad[oa]|atolad[oa])(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:não|nao|n|num) (?:{_NOW} )*(?:posso|consigo|dá|da|tenho como|rola|vai dar|tô podendo|to podendo)(?: (?:{_NOW}|pra|para|responder|falar|atender|escrever|mim))*",
        rf"(?:{_NOW} )*(?:estou|tô|to|tou|ando|estamos|sigo|continuo) (?:{_NOW} )*(?:(?:no|na|num|numa|nos|nas|em|em um|em uma|ao|à) (?!céu|ceu|nuvens|dúvida|duvida|limite|paz|choque|lua|aguardo|espera|prejuízo|direito|fim|mesmo|nível)\w+(?: \w+)?|de (?:viagem|plantão|férias|saída)|com (?:o|a|os|as|um|uma|meu|minha|visita) ?\w*)(?: {_NOW})*",
        rf"(?:(?:posso|podemos|dá|da|pode|podia|pra|para|quero|prefiro|vamos|a gente|melhor) )*(?:fazer|responder|ser|ver|conversar|falar|deixar|deixar pra|preencher|fica|faz|faço|vejo)(?: (?:isso|sobre isso|pra|para))* {_SOON}(?: (?:melhor|por favor|pode ser))*",
        r"(?:me )?(?:dá|dê|da|espera|espere|espera aí|preciso de|aguarde|aguenta)(?: (?:só))?(?: (?:um|uma|uns|umas|dois|\d+|cinco))? ?(?:minuto|minutinho|minutos|min|segundo|seg|hora|horas|tempo|tempinho|momento|aí|pouco)?(?: por favor)?",
    ),
    opt_out=frozenset(
        listed(
            "pare | parem | não perguntar mais | não perguntem mais | não receber mais perguntas | para | pára | parar | para com isso | parem com isso | pare com isso | chega | chega disso | já chega | basta | basta já | stop | sair | descadastrar | descadastre me | cancelar inscrição | cancelar subscrição | remover | me remova | me remove | nunca mais | não mais"
            " | me deixa | me deixe | me deixem | me esquece | me esqueçam | deixa me | deixem me | não perturbe | não perturbem | não incomode | não incomodem | não me incomodem | não quero mais | não me chame mais | cancelar subscrição | anular subscrição | desinscrever | desativar | parem por favor | cansei | cansei disso | já deu | enche o saco | não me mandem mais | não me escrevam | não me contatem | não me contactem | não me liguem | não mandem mais | não quero receber | não quero receber mais | não quero receber mais nada | não quero mais nada | me tira | me tirem | tira meu número | me tire da lista | me tirem da lista | me exclua | me excluam | descadastra | descadastrem | quero sair | não me procurem mais | suficiente | vaza | some | sumam | não enche"
            " | não encham | "
        )
    ),
    opt_out_patterns=(
        rf"(?:por favor )?(?:eu )?(?:já )?não (?:quero|desejo|queremos|gostaria de|pretendo)(?: mais)*(?: (?:receber|continuar recebendo|ver|ser contatado))+(?: (?:mais|nada|isso|isto|essas coisas|nenhum|disso|de vocês|{_SURVEYS}|{_MORE}))*",
        r"(?:por favor )?(?:par(?:a|e|em)|chega|basta) (?:com|de) (?:isso|isto|essas coisas|essa palhaçada)(?: (?:por favor|já))*",
        rf"(?:por favor )?(?:chega de|basta de|sem mais|nada de|não quero) (?:mais )?(?:mensagem|mensagens|pesquisas?)(?: (?:{_MORE}|por favor))*",
        rf"(?:por favor )?(?:já )?(?:(?:podem|pode|podes|poderiam|dá pra|dá para|quero que|vcs podem|vocês podem|gostaria que|vocês poderiam) )?(?:par(?:e|em|a|ar|ares|arem)|deix(?:a|e|em|ar|arem)|chega|cess(?:e|em))(?: (?:já|por favor|logo))* de (?:me |nos |ficar |ficarem )*(?:mandar|enviar|escrever|perguntar|incomodar|encher|contactar|contatar|ligar|chamar|perturbar|fazer|importunar|chatear|amolar|insistir|mandando|perguntando)(?:em)?(?: me| nos)?(?: (?:a mim|pra mim|para mim|o saco|isso|isto|essas coisas|estas coisas|coisas|tanta coisa|essas porcarias|{_SURVEYS}|{_MORE}))*",
        rf"(?:por favor )?(?:chega|basta|par(?:a|e|em)|já chega|acab(?:a|em)|deixem)(?: já)? (?:de|com|d)(?: {_SURVEYS})(?: {_MORE})*",
        rf"(?:por favor )?(?:já )?(?:não|nunca|nao|n)(?: (?:mais|voltem a|volte a|quero que|fiquem))*(?: me| nos)? ?(?:mand(?:e|em|es|a|ar)|envi(?:e|em|es|ar)|escrev(?:a|am|as|er)|pergunt(?:e|em|es|ar)|incomod(?:e|em|es)|contact(?:e|em)|contat(?:e|em)|lig(?:ue|uem)|cham(?:e|em)|perturb(?:e|em)|chatei(?:e|em)|encham|enche)(?: (?:me|nos))?(?: (?:a mim|pra mim|para mim|{_SURVEYS}|{_MORE}))+",
        r"(?:por favor )?(?:não|nunca|nao) (?:me|nos) (?:mand(?:e|em)|escrev(?:a|am)|incomod(?:e|em)|contact(?:e|em)|contat(?:e|em)|perturb(?:e|em)|chatei(?:e|em)|cham(?:e|em))(?: por favor)?",
        rf"(?:por favor )?(?:eu )?(?:já )?(?:não|nao|n) (?:quero|desejo|queremos|tenho interesse em|preciso de)(?: (?:mais|receber|continuar a receber|continuar recebendo|responder|responder a|ver|nenhuma|nenhum|que me (?:mandem|enviem)))* {_SURVEYS}(?: {_MORE}| deste tipo| de vocês| desse tipo)*",
        rf"(?:por favor )?(?:não|sem|nada de|chega de) mais {_SURVEYS}(?: {_MORE})*",
        rf"(?:por favor )?(?:nunca|não) mais (?:quero )?(?:me (?:mandem|enviem|mande|envie) )?{_SURVEYS}(?: {_MORE})*",
        r"(?:por favor )?(?:(?:me|nos) deix(?:a|e|em)|deix(?:a|e|em) (?:me|nos|eu)|deixem)(?: (?:logo|já|por favor|ficar))* (?:em paz|sossegad[oa]s?|quiet[oa]s?|tranquil[oa]s?)(?: (?:já|por favor|logo))*",
        rf"(?:por favor )?(?:(?:eu )?(?:quero|desejo|queria|gostaria de|como posso|como faço para|como faço pra|como|quero me) )?(?:me )?(?:descadastrar|desinscrever|desinscrevo|cancelar|cancelem|cancela|cancele|anular|sair|remover|saio|descadastro)(?: (?:me|a|minha|o|meu|da|do|desta|dessa|deste|desse|sua|disso|inscrição|subscrição|assinatura|cadastro|registo|lista|{_SURVEYS}))*(?: {_MORE})*",
        r"(?:por favor )?(?:quero que )?(?:me )?(?:tir(?:a|e|em|ar)|remov(?:a|am|e|er)|exclu(?:a|am|i|ir)|retir(?:a|e|em)|apag(?:a|uem|ue)|risqu(?:e|em))(?: me)? (?:já )?(?:d[aoe]|dess[ae]|dest[ae]|do) (?:\w+ ){0,3}\w+",
    ),
    person_patterns=(
        rf"(?:(?:eu|quero|queria|preciso|gostaria|posso|podem|pode|por favor|dá pra|tem como|prefiro|de|me|passa|passem|passe|coloca|transfere|chama|arruma) )*(?:falar|conversar|contato|atendimento|falo|ser atendid[oa]|para|pra)(?: (?:com|por|um|uma|o|a|no))* {_PERSON}(?: (?:de verdade|real|da loja|aí))*{_MANNER}",
        rf"(?:(?:eu|quero|queria|preciso|gostaria|por favor|de|me|dá|dê|prefiro) )+(?:o |um |uma |do |da |de )?(?:sac|atendimento(?: humano)?|suporte|humano|atendente|pessoa real|pessoa|alguém|gerente|responsável|apoio ao cliente|central){_MANNER}",
        rf"(?:(?:por favor|quero que|preciso que|peço que|tem como|alguém|vocês|pode|podem|poderia|poderiam|me) )*(?:me )?(?:lig(?:a|ue|uem|ar|am)|telefon(?:a|e|em|ar)|retorn(?:a|e|em|ar)|chamem)(?: (?:me|pra mim|para mim|de volta))+{_MANNER}",
        rf"{_WISH}(?:que )?(?:falar|conversar|contactar|contatar|entrar em contato|entrar em contacto|chatear|tratar|ser atendid[oa]|comunicar)(?: (?:diretamente|logo))? (?:com |por )?{_PERSON}{_MANNER}",
        rf"(?:falar|conversar|contato|contacto|atendimento) (?:com )?{_PERSON}{_MANNER}",
        rf"{_WISH}(?:de )?{_PERSON}{_MANNER}",
        rf"(?:por favor )?(?:me )?(?:pass(?:a|e|em)|d(?:á|ê|eem)|cham(?:a|e|em)|arrum(?:a|e|em)|coloc(?:a|que|quem))(?: (?:me|pra|para|com|a|o))* {_PERSON}{_MANNER}",
        rf"(?:por favor )?(?:(?:manda|mande|mandem|pede|peça|peçam|quero|preciso|diz|diga|fala|fale|pra|para|que|pro) )*(?:que )?{_PERSON} (?:pra |para |que )?(?:me |nos )?(?:ligar|ligue|chamar|chame|contatar|contate|contactar|responder|responda|atender|atenda|retornar|retorne|telefonar|telefone|escrever)(?: (?:me|pra mim|para mim|de volta))*{_MANNER}",
        rf"(?:tem|há|existe)(?: (?:aí|algum|alguma|um|uma))* {_PERSON}(?: (?:aí|aqui|de verdade))* (?:pra|para|que|com quem)(?: (?:eu|possa|a gente|me))* (?:conversar|falar|atender|ajudar|atenda|ajude|responda|responder)(?: (?:comigo|me))*",
        rf"(?:por favor )?(?:que )?(?:alguém|uma pessoa|um atendente|um humano|um responsável|alguém de vocês)(?: (?:aí|pode|poderia|podia|consegue|que))* (?:me )?(?:atend(?:a|er)|lig(?:ue|ar|a)|ajud(?:e|ar|a)|respond(?:a|er)|fal(?:e|ar) comigo|cham(?:e|ar)|contat(?:e|ar)|contact(?:e|ar))(?: (?:me|comigo|de volta))*{_MANNER}",
        rf"(?:{_PERSON})(?: (?:por favor|já|agora|urgente|pfv|pf|pfvr|porfavor))+",
        r"(?:uma |um )?(?:pessoa|humano|ser humano|pessoa real|pessoa de verdade|atendente|operador|agente)(?: (?:real|de verdade|humano|humana))?(?: (?:por favor|já|agora|pf|pfv|pfvr))*",
        rf"(?:por favor )?(?:me|nos) (?:lig(?:ue|uem|a)|telefon(?:e|em)|contat(?:e|em)|contact(?:e|em)|retorn(?:e|em)|atend(?:a|am))(?: (?:{_PERSON}|de volta))?{_MANNER}",
        rf"(?:por favor )?(?:lig(?:ue|uem|a)|telefon(?:e|em|a)|contat(?:e|em)|contact(?:e|em)|contacta) (?:me|nos|pra mim|para mim|comigo){_MANNER}",
        rf"(?:por favor )?(?:{_PERSON} )?(?:(?:me|nos) )?(?:pode|podem|podes|poderia|poderiam|podia|podiam)(?: {_PERSON})? (?:(?:me|nos) )?(?:ligar|telefonar|contatar|contactar|retornar|atender)(?: (?:me|nos|pra mim|para mim|a ligação|meu contato|de volta))?{_MANNER}",
        rf"(?:por favor )?(?:quero|preciso|gostaria|peço|queria|exijo) que (?:{_PERSON} )?(?:(?:me|nos) )?(?:lig(?:ue|uem)|telefon(?:e|em)|contat(?:e|em)|contact(?:e|em)|retorn(?:e|em))(?: (?:me|pra mim|para mim))?{_MANNER}",
        rf"(?:por favor )?(?:alguém )?(?:(?:pode|podem|poderia|poderiam|quero que|peço que) )?(?:alguém |vocês |vcs )?(?:entr(?:e|em|ar) em conta?c?to|fale|falem|falar) comigo{_MANNER}",
        rf"(?:por favor )?(?:me )?(?:pass(?:a|e|em)|transfir(?:a|am)|transfere|conect(?:a|e|em)|lig(?:a|ue)|coloc(?:a|que))(?: me)? (?:para|pra|com|a|ao|pro) {_PERSON}{_MANNER}",
        rf"(?:tem|há|existe|está)(?: aí)? {_PERSON}(?: (?:aí|aqui|pra falar|para falar|com quem eu possa falar|que possa me ajudar|disponível|pra me atender))*",
        rf"(?:quero|preciso de|solicito|peço|aguardo) (?:uma |um )?(?:ligação|chamada|contato|contacto|retorno|atendimento humano){_MANNER}",
    ),
    question_patterns=(
        r"(?:e )?(?:onde|aonde|cadê|cade|kd) (?:está|tá|fica|estão|posso|anda|encontro|é|o|a|meu|minha|meus|os|as)\b",
        r"(?:e )?quando (?:chega|chegará|abrem|abre|fecha|fecham|vai|vão|vem|vêm|entregam|sai|posso|é que|voltam|vocês abrem|vcs abrem)\b",
        r"(?:e )?(?:quanto|quantos|quantas) (?:custa|custam|é|demora|falta|tempo|sai|fica)\b",
        r"(?:e )?(?:a|até|desde) que horas?\b",
        r"(?:e )?(?:qual|quais) (?:é |são )?(?:o|os|a|as) (?:horários?|número|telefone|preço|endereço|prazo|morada)\b",
        r"(?:e )?(?:como|por que|porque|pq) (?:posso|faço|se faz|eu faço|não chegou|não chega|ainda não|está demorando|demora|tanta demora)\b",
        r"(?:será que|sabe se|sabem se|gostaria de saber|queria saber|me diga|podem me dizer|pode me dizer|uma pergunta|vocês abrem|vcs abrem|vocês entregam|vcs entregam|vocês têm|vcs tem|vcs têm|vocês aceitam)\b",
    ),
    yes_patterns=(
        answers(
            "sim|s|ss|sii|siim|simm|claro|aham|uhum|yes|ja",
            rf"\w+|{_STATES}",
            "quando|como|porque|por que|onde|quem|será|né|talvez|se|mas|não|nao|nunca|ainda|nem|porém|só que|exceto|embora|mal|falta|faltou|ruim|nada|menos|demorou|atrasado",
        ),
        rf"(?:(?:já|tudo|está|tá|ta|ficou|foi|o|problema|finalmente|me|eles|vocês|vcs|graças a deus|agora|enfim) )+(?:{_STATES})(?: (?:já|agora|obrigado|obrigada|tudo|o problema|o dinheiro|finalmente|rápido))*",
        rf"(?:{_STATES})(?: (?:já|agora|tudo|sim|graças a deus|rapidinho))+",
    ),
    no_patterns=(
        r"(?:ainda|até agora|por enquanto)(?: (?:não|nada|ninguém|me|nos|foi|está|tá|sem|teve))+ ?\w*(?: \w+){0,3}",
        answers(
            "não|nao|n|nn|naum|infelizmente|nop|nope|nada",
            "gostei|gostamos|voltaria|voltarei|volto|recomendo|compraria|esperava|estava|era|fiquei|foram|eles|vocês|vcs|o problema|o pedido|o dinheiro|meu|minha|mandaram|devolveram|trocaram|estornaram|ligaram|arrumaram|consertaram|continua|continuo|continuam|ainda|nada|ninguém|ninguem|igual|mesma|o mesmo|a mesma|me|foi|está|tá|ta|estou|tô|to|há|teve|chegou|veio|resolveu|resolveram|mudou|recebi|adiantou|funciona|funcionou|responderam|respondem|até|mesmo|consegui|deu|tive|de novo|segue|sigo",
            "mas|problema nenhum|tem problema|há problema|reclamação|reclamações|perfeito|excelente|ótimo|adorei|amei|gostei muito|se preocupe|se preocupem|tudo bem|tudo certo",
        ),
        r"(?:tudo )?(?:continua|segue|está|tá|ta|continuo|sigo|permanece) (?:igual|na mesma|o mesmo|a mesma coisa|ruim|mal|esperando|à espera|a espera|sem (?:resposta|solução|resolver|chegar|funcionar)|quebrado|quebrada|do mesmo jeito|tudo igual)(?: (?:de antes|ainda))*",
        r"(?:ainda|até agora|por enquanto) (?:nada|esperando|à espera|sem (?:resposta|nada|solução)|não (?:chegou|resolveram|resolveu|recebi|está resolvido|foi resolvido|funciona)|estou esperando|tô esperando|to esperando|igual|aguardando)(?: (?:ainda))*",
        r"(?:nada|não) (?:mudou|melhorou|aconteceu)(?: nada)?|(?:a )?mesma coisa(?: de antes)?",
    ),
    right=listed(
        "sim é isso | sim isso | sim é isso mesmo | sim foi isso | sim tá certo | sim está certo | está correto | tá correto | ta certo | ta correto | tudo certo | tudo correto | é isso sim | isso sim | bem isso | é bem isso | exatamente isso | isso tudo | positivo | afirmativo | entendeu bem | entendeu direitinho | entendeu certo | entenderam bem | vocês entenderam bem | entenderam certo | sim perfeitamente | perfeitamente | sim senhor | foi exatamente isso | foi o que eu disse | foi o que eu quis dizer | isso que eu disse | yes | show | certíssimo | corretíssimo | aí mesmo | é verdade sim | concordo | de acordo | ok | uhum isso | isso isso | sim | s | ss | isso | isso mesmo | isso aí | é isso | é isso mesmo | é isso aí | exato | exatamente | correto | certo | certinho | está certo | tá certo | é verdade | verdade | claro | claro que sim | com certeza | foi isso | foi assim | foi isso mesmo | justamente | justo | perfeito | aham | uhum"
        " | positivo | sim isso mesmo | sim exatamente | sim exato | sim correto | sim certo | pois é | acertou | acertaram | precisamente | tal e qual | sem dúvida | 👍"
    ),
    not_quite=listed(
        "não é isso não | não está correto | não tá correto | não é nada disso | não foi isso que eu disse | não foi o que eu disse | não disse isso | eu não disse isso | não falei isso | eu não falei isso | não quis dizer isso | não foi isso que quis dizer | não foi o que eu quis dizer | não era isso | não me entendeu | não me entenderam | não entendeu bem | entendeu errado | entenderam errado | entendeste mal | entenderam mal | vocês entenderam errado | isso está errado | isso tá errado | tudo errado | totalmente errado | completamente errado | está mal | em parte | parcialmente | só em parte | pela metade | nem tudo | não inteiramente | não tudo | não correto | negativo | equivocado | enganado | se enganou | se enganaram | errou | erraram | nada a ver isso | nop | não mesmo | não está bem | não ta certo | não ta correto | não | nao | n | nn | não exatamente | não bem | não é bem assim | não é bem isso | não totalmente | não completamente | não propriamente | não realmente | não muito | nem tanto | nem por isso | não é isso | não foi isso | não foi bem isso | não foi bem assim | não está certo | não tá certo | não é verdade"
        " | errado | incorreto | está errado | tá errado | nada disso | nada a ver | mais ou menos | quase | não necessariamente | falso | não é assim | não foi assim | de jeito nenhum | não entendeu | não entenderam | não de todo | nem um pouco | 👎"
    ),
    goes_on=listed(
        "o | a | os | as | é | foi | era | me | eu | nós | mas | porque | só | tudo | e | estava | que | na verdade | embora | gostei | adorei | queria | ele | ela | esse | essa"
    ),
    moods=valued(
        {
            "happy": "feliz | contente | estou feliz | estou contente | fiquei feliz | satisfeit~ | estou satisfeit~ | fiquei satisfeit~ | bom | muito bom | bem | muito bem | foi bom | foi muito bom | foi ótimo | ótimo | ótima | excelente | gostei | adorei | positivo | tava bom | estava bom",
            "mixed": "bom e menos bom | misto | misturado | os dois | as duas coisas | ambos | ambas | bom e ruim | bom e mau | um pouco de tudo | um pouco de cada | um pouco dos dois | meio a meio | metade metade",
            "neutral": "neutro | neutra | nem bom nem ruim | nem bom nem mau | nem bem nem mal | regular | mais ou menos | normal | nenhum | nenhum dos dois | ok | assim assim | razoável | foi ok | foi normal | indiferente | médio | mediano",
            "unhappy": "infeliz | triste | descontente | insatisfeit~ | estou insatisfeit~ | fiquei insatisfeit~ | chatead~ | estou chatead~ | não estou feliz | não estou satisfeit~ | não estou contente | ruim | muito ruim | mau | muito mau | mal | muito mal | foi ruim | foi mau | não gostei | negativo | péssimo | foi péssimo"
            " | decepcionad~ | desiludid~ | irritad~",
        },
        "o",
        "a",
        "os",
        "as",
    ),
    commands=valued(
        {
            "about": "sobre vocês | sobre",
            "help": "ajuda",
            "feedback": "opinar | dar opinião | dar a minha opinião | dar minha opinião | comentar | avaliar | opinião",
            "language": "idioma | língua | mudar idioma | mudar língua",
            "name": "nome",
            "connect": "conectar | ligar conta",
            "privacy": "privacidade",
            "mydata": "meus dados | os meus dados",
            "forget": "esquecer | esqueça me | me esqueça | apagar meus dados | apagar os meus dados | me esqueçam",
            "mine": "meus comentários | os meus comentários | minhas opiniões",
        }
    ),
    tail_regex=r"e\s+olhe\s+lá|raspando|justo|redondo|bem\s+(?:grande|dado|merecido)|com\s+louvor|sem\s+pensar|merecido|no\s+mínimo|no\s+máximo|talvez|mais\s+ou\s+menos|(?:diria|acho|dou|digo)\s+eu|eu\s+(?:dou|diria|acho|daria)|acho|pra\s+mim|para\s+mim|por\s+mim|da\s+minha\s+parte|sem\s+dúvida|com\s+certeza|no\s+geral",
    scale_first_regex=r",?\s+(?:(?:eu\s+)?(?:te|vos|lhes?)?\s*)(?:dou|daria|ponho|coloco)?\s*(?:um|uma|nota)\s+",
)
