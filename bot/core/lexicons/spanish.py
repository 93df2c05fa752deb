"""How people answer in Spanish, on both sides of the ocean."""

from __future__ import annotations

from bot.core.lexicon import Lexicon, answers, listed, remarks, valued
from bot.core.survey import QuestionKind

_ONE_STAR = {"una estrella": 1, "solo una estrella": 1, "una sola estrella": 1, "una estrellita": 1}
_NUMBERS = {
    0: "cero",
    1: "uno",
    2: "dos",
    3: "tres",
    4: "cuatro | quatro | cuato",
    5: "cinco | sinco | zinco",
    6: "seis | ceis | seix",
    7: "siete | ciete | siette",
    8: "ocho | osho | ochoo",
    9: "nueve | nuebe | nuve",
    10: "diez | dies | diess | dieez",
    11: "once",
    12: "doce",
    20: "veinte",
    100: "cien",
}
_SATISFACTION_5 = {
    1: """nada de satisfacción | muy insatisfech~ | nada satisfech~ | para nada satisfech~ | totalmente insatisfech~ | completamente insatisfech~
        | extremadamente insatisfech~ | muy descontent~ | super insatisfech~ | sumamente insatisfech~""",
    2: """insatisfech~ | poco satisfech~ | no satisfech~ | algo insatisfech~ | no estoy satisfech~ | no muy satisfech~
        | descontent~ | no quedé satisfech~ | bastante insatisfech~""",
    3: "neutral | neutro | neutra | ni satisfech~ ni insatisfech~ | indiferente | ni lo uno ni lo otro",
    4: "satisfech~ | algo satisfech~ | bastante satisfech~ | conforme",
    5: """mucha satisfacción | muy satisfech~ | totalmente satisfech~ | completamente satisfech~ | extremadamente satisfech~ | super satisfech~
        | sumamente satisfech~ | satisfechísim~ | súper satisfech~ | muy muy satisfech~ | plenamente satisfech~""",
}
_AGREEMENT_7 = {
    1: """totalmente en desacuerdo | muy en desacuerdo | completamente en desacuerdo | para nada de acuerdo | nada de acuerdo
        | absolutamente en desacuerdo | fuertemente en desacuerdo | total desacuerdo""",
    2: "en desacuerdo | no estoy de acuerdo | desacuerdo | no de acuerdo",
    3: "algo en desacuerdo | parcialmente en desacuerdo | un poco en desacuerdo | ligeramente en desacuerdo",
    4: "neutral | neutro | ni de acuerdo ni en desacuerdo | indiferente",
    5: "algo de acuerdo | parcialmente de acuerdo | ligeramente de acuerdo | más o menos de acuerdo | un poco de acuerdo",
    6: "de acuerdo | deacuerdo | bastante de acuerdo",
    7: """totalmente de acuerdo | muy de acuerdo | completamente de acuerdo | absolutamente de acuerdo | plenamente de acuerdo
        | totalmente deacuerdo | muy deacuerdo | 100% de acuerdo | super de acuerdo | fuertemente de acuerdo""",
}
_YES_NO = {
    1: """cómo no | claro claro | clarinete | de todas todas | a tope | sí porfa | sí claro que sí | claro que volvería | sí está | si esta | yes | ok sí | simón | sí fue | sí gracias a dios | sí la verdad | sí me gustó | me gustó | me encantó | sí lo haría | lo haría | sí volvería | volvería | sí totalmente | totalmente | sí por supuesto | sí desde luego | sí siempre | obvio sí | obvio que sí | ajá | aja | afirmativo | seguro | sí seguro | clarísimo | sí efectivamente | de una | dale | sí muchísimo | sin duda | sí sin duda | definitivamente | sí definitivamente | sí | sii | siii | sip | sep | claro | claro que sí | sí claro | bueno | bien | pulgar arriba | pulgares arriba | pulgar para arriba
        | pulgar hacia arriba | arriba | por supuesto | desde luego | todo bien | sí todo bien | sí bien | sí mucho | sí señor | obvio | me gusta""",
    0: """nel | ni hablar | ni loco | ni loca | ni de broma | ni de coña | ni de chiste | ni en sueños | ni a palos | ni muerto | ni muerta | ni borracho | no más nunca | más bien no | va a ser que no | creo que no la verdad | no mucho la verdad | no lo haría | no vuelvo | no volveré | nunca | jamás | nunca más | no nunca | qué va | que va | no la verdad | la verdad no | la verdad que no | no creo | creo que no | no lo creo | en absoluto | de ninguna manera | de ningún modo | lamentablemente no | por desgracia no | desgraciadamente no | no tanto | tampoco | negativo | no volvería | no lo haría | pésimo | fatal | no fue así | no | nop | nop | noo | nooo | nope | para nada | claro que no | no mucho | mal | malo | pulgar abajo | pulgares abajo | pulgar para abajo
        | pulgar hacia abajo | abajo | todavía no | aún no | no todavía no | no aún no | sigue igual | no sigue igual | nada bien | no muy bien | no me gusta""",
}
_SURVEYS = (
    r"(?:(?:esta|estas|este|estos|sus|tus|vuestras|vuestros|las|los|una|un|la|el|tantas|tantos|de|esas|esos|más|ese|esa|malditas|dichosas) )*"
    r"(?:encuestas?|mensajes?|preguntas?|correos?|emails?|notificaciones|avisos|cuestionarios?|spam|whatsapps?|sms|textos|publicidad)"
)
_BOTHER = r"(?:escrib|mand|envi|pregunt|molest|contact|llam|fastidi|jod|acos|hacer|insist|bombarde|texte|encuest|mensaje|spame)"
_MORE = r"(?:más|ya|nunca más|nunca|jamás|por favor|otra vez|nada|de nuevo|a cada rato|tanto)"
_SOON = r"(?:el finde|este finde|el próximo finde|el sábado|el domingo|la semana próxima|mas tardesito|más tardecito|más al rato|al ratito|más luego|luego luego|a la noche|por la tarde|a la tarde|pasado mañana|otro rato|mañana temprano|mañana por la mañana|el fin de semana|(?:cuando|en cuanto) (?:pueda|llegue(?: a casa)?|tenga tiempo|termine|salga(?: del trabajo)?|esté libre|me desocupe|tenga un rato)|después del trabajo|en (?:una|unas|dos|un par de) horas?|en (?:\d+|cinco|diez|unos) min(?:utos)?|más tarde|mas tardecito|luego|después|mañana|al rato|en un rato|otro día|en otro momento|otro momento|esta noche|esta tarde|por la noche|la próxima|la semana que viene|el lunes)"
_NOW = r"(?:ahorita mismo|ahora no|ahorita no|aún|todavía|justo|perdón|super|súper|re|bien|toy|en este rato|x ahora|ahora|ahorita|ahora mismo|en este momento|por ahora|hoy|de momento|justo ahora|muy|un poco|bastante|para esto|la verdad|mucho|para eso|en estos momentos)"
_PERSON = (
    r"(?:(?:un|una|el|la|los|su|tu|vuestro|algún|alguna|otro|otra|mi) )?"
    r"(?:persona|humano|humana|ser humano|alguien|encargado|encargada|gerente|responsable|jefe|jefa|agente|asesor|asesora|operador|operadora|"
    r"representante|dueño|dueña|empleado|empleada|atención al cliente|servicio al cliente|soporte|supervisor|supervisora|ustedes|vosotros|"
    r"alguno de ustedes|personal|equipo|ejecutivo|manager)"
    r"(?: (?:real|de verdad|humana|humano|del equipo|de la tienda|de carne y hueso|que no sea un bot|de ustedes|del local|de atención al cliente|de soporte|viva))*"
)
_MANNER = r"(?: (?:por favor|ahora|ya|hoy|mañana|urgente|urgentemente|directamente|por teléfono|cuanto antes|lo antes posible|aquí|al respecto|pronto|(?:sobre|por|acerca de|de) (?:\w+ ){0,5}\w+))*"
_WISH = (
    r"(?:(?:yo )?(?:puedo|podría|podríamos|podemos|quiero|quisiera|queremos|necesito|necesitamos|me gustaría|se puede|deseo|exijo|déjenme|déjame|es posible|"
    r"hay forma de|hay manera de|cómo puedo|cómo hago para|prefiero|quería|tengo que|me urge|dónde puedo) )"
)

_HAPPY_5 = {
    1: "nada ~ | para nada ~ | muy poco ~ | no estoy nada ~ | no quedé nada ~ | en absoluto ~",
    2: "no ~ | poco ~ | no muy ~ | no estoy ~ | no quedé ~ | no estoy muy ~ | no tan ~ | no del todo ~",
    4: "~ | bastante ~ | algo ~ | más o menos ~ | casi ~ | generalmente ~",
    5: "muy ~ | super ~ | súper ~ | re ~ | recontra ~ | totalmente ~ | completamente ~ | mega ~ | muy muy ~ | sumamente ~ | extremadamente ~ | bien ~ | 100% ~ | 100 por ciento ~ | mas que ~ | tan ~ | requete ~ | bn ~ | full ~",
}
_DEGREES = """realmente | sinceramente | francamente | increíblemente | gran | una gran | bastante | tremendamente | sumamente | bien | una | un poquito | medio | muy | super | súper | tan | bien | bastante | demasiado | re | todo | todos | todas | la verdad | siempre | totalmente | realmente
    | un poco | algo | poco | super super | gracias | en general | como siempre | fue | estuvo | me pareció | está | es | quedé | un | una | y | mas"""
_JUDGED = """bien | bueno | buena | buenos | buenas | genial | excelente | excelentes | perfecto | perfecta | increíble | maravilloso | estupendo | fantástico
    | fenomenal | rico | riquísimo | delicioso | rápido | rapidísimo | fácil | facilísimo | sencillo | amable | amables | atento | atentos | bonito | lindo | hermoso
    | encantado | encantada | contento | contenta | feliz | satisfecho | satisfecha | recomendado | recomendable | lo recomiendo | los recomiendo
    | recomiendo | repetiré | volveré | me gustó | me encantó | me gusta | me encanta | regular | normal | ok | más o menos | pasable | meh
    | malo | mala | malísimo | pésimo | pésima | fatal | horrible | terrible | lento | lentísimo | caro | carísimo | difícil | complicado | decepcionante
    | decepcionado | decepcionada | decepción | vergüenza | una vergüenza | una pena | una decepción | una estafa | estafa | enojado | enojada | enfadado | enfadada | molesto | molesta | indignado | indignada | triste | grosero | groseros | maleducado | maleducados | sucio | nunca más | no vuelvo | un chiste | un robo | de maravilla | una maravilla | una pasada | impecable | inmejorable | insuperable | espectacular | brutal | y ya es mucho | y gracias | una mierda | un asco | un desastre | asco | mal | deja que desear | puede mejorar | pueden mejorar | podría mejorar
    | buen servicio | mal servicio | excelente servicio | excelente atención | buena atención | mala atención | pésimo servicio | pésima atención | sin problemas | sin quejas
    | como siempre | sigan así | sin duda | felicidades | felicitaciones | chévere | bacán | padre | guay | de lujo | de diez | top"""
_UNCOUNTED = (
    r"(?:el|la|los|las|mi|su|sus|yo|todo|es|está|fue|estuvo|tuve|pude|quise|esperé|llamé|fui|estoy|quedé|volveré|creo|nadie|nunca|porque|aunque|por)\s+\w|(?:me|nos|se|le|les)\s+(?!\w+n\b)[a-z]|"
    r"(?:servicio|atención|comida|calidad|precio|trato|personal|app|web|página|empaque)"
    r"\s+(?:fue|es|está|estaba|estuvo|llegó|muy|super|súper|excelente|bueno|buena|malo|mala|lento|lenta|rápido|rápida|pésimo|pésima|perfecto|regular|genial|no|tardó|impecable)\b"
)
_STATES = "resuelto|resuelta|solucionado|solucionada|arreglado|arreglada|solucionaron|resolvieron|arreglaron|solucionó|resolvió|arregló|listo|devolvieron|cambiaron|reembolsaron|llegó|quedó"

_BEGINNING = (
    r"(?:ustedes|uds|vosotros|tú|ellos|ellas|él|ella|nosotros|son|eres|sois|me|amo|adoro|adoré|gracias|muchas|mil|felicidades|felicitaciones|ojalá|"
    r"lamentablemente|desafortunadamente|desgraciadamente|siempre|jamás|nada|ningún|ninguna|ni|qué|que|q|lo|era|estaba|tenía|tardó|demoró|llegó|"
    r"faltó|funcionó|costó|salió|cumple|cumplió|tarda|funciona|debería|podría|sería|quiero|quería|recomiendo|volvería|compré|pedí|pagué|tardé|"
    r"estuve|llevo|conmigo|trato|un\s+poco|algo|muy|súper|super|tan|demasiado|bastante|poca|poco|mucha|mucho|gran|excelente|buen|buena|mal|mala|pésim[oa]|"
    r"mejor|peor|entrega|calidad|atención|servicio|comida|envío|cremallera|caja|pantalla|batería|color|talla|tela|cierre|repartidor|camarero|"
    r"mesero|vendedora?|chica|chico|gente|cajera|pizza|sopa|café|ropa|espera|aplicación|empaque|embalaje|precio|costura|suela|sabor|olor|local|lugar|tienda)"
    r"\s+(?!\w+(?:aron|ieron|aban|ían)\b|\w+os\s+\w+os\b|buen[oa]s|mal[oa]s|\d)[a-z]|"
    r"no\s+(?!me\s+\w+(?:aron|ieron)\b)(?:me|era|es|fue|está|estaba|llegó|funciona|funcionó|vale|recomiendo|volveré|vuelvo|volvería|quiero|pude|puedo|"
    r"puede|hay|tiene|tengo|lo|la|le|se\s+(?:puede|parece|entiende)|cumple|tan|muy|tuve|creo|sé|esperaba|compraría)\b"
)
_GOES_ON = r"(?:y|pero|aunque|para|por|con|el|la|los|las|de|como|en|al|porque|salvo|excepto|x)\b(?!.*\b(?:otr[oa]s?|resto|demás|una?|\d+)\b)"

SPANISH = Lexicon(
    numbers=valued(_NUMBERS),
    number_glue=frozenset(
        listed(
            "un | una | o | u | y | a | entre | casi | quizás | quizá | como | medio | media | punto | coma | más o menos | tal | vez | el | los | de | mas | menos | por | ahí"
        )
    ),
    out_of=listed("de | sobre | de un total de | de los"),
    stars=listed("estrellas | estrella | estrellitas | estrellita"),
    points=listed("puntos | punto | pts | puntitos"),
    lead_in_regex=(
        "bueno",
        "pues",
        "este+",
        "e+h*m*",
        "m+",
        "h+m+",
        "u+f+",
        "pf+",
        "a ver",
        "ok(?:ay)?",
        "vale",
        "hola",
        "buenas(?: tardes| noches)?",
        "buenos días",
        "quizás?",
        "tal vez",
        "probablemente",
        "seguramente",
        "(?:yo )?(?:creo|pienso|diría|digo|opino|supongo|calculo|imagino)(?: (?:que|q|k))?",
        "(?:digamos|yo creo|pongamos|pongan|ponle|póngale|ponganle|dale|le ponemos|les ponemos|le damos|les damos|va|van)(?: (?:que|q|k))?",
        "(?:que|q|k)",
        "(?:buen|gran|merecido|alto|bajo|firme|clarísimo|rotundo|solido|tremendo|flamante)",
        "(?:de|sobre) nota",
        "mínimo",
        "máximo",
        "por lo menos",
        "fácil",
        "me quedo con",
        "entre todo",
        "mi",
        "quedamos",
        "me voy con",
        "yo",
        "nosotros",
        "(?:yo )?(?:le|les|os|te|lo)? ?(?:doy|pongo|daría|pondría|dejo)",
        "mi (?:nota|puntuación|calificación|respuesta|voto|valoración|puntaje)(?: es| sería|:)?",
        "nota",
        "puntuación",
        "calificación",
        "puntaje",
        "un[oa]?s?",
        "el",
        "la",
        "es",
        "son",
        "sería",
        "como",
        "fue",
        "sin duda",
        "definitivamente",
        "sólido",
        "rotundo",
        "claro",
        "perfecto",
        "honestamente",
        "sinceramente",
        "la verdad(?: es que)?",
        "en general",
        "solo",
        "solamente",
        "por mí",
        "para mí",
        "(?:se )?merecen?",
        "estoy",
        "quedé",
        "estamos",
        "me siento",
        "con",
    ),
    verdict_regex=(
        r"\b(?:(?:yo|nosotros)\s+)?(?:(?:le|les|os|te|lo|la|los)\s+)?(?:doy|daría|daré|damos|pongo|pondría|pondré|dejo|califico|calificaría|puntúo|puntuaría|valoro|valoraría|otorgo|merecen?)"
        r"(?:\s+(?:a|al)\s+(?:(?:el|la|los|las|su|sus|este|esta)\s+)?\w+|\s+(?:el|la|su|todo|esta|este)\s+\w+)?(?:\s+(?:con|un|una|como|solo|nota\s+de|puntuación\s+de|calificación\s+de|sólido|rotundo|buen))*\s*:?\s*"
    ),
    hedge_regex=(
        r"\b(?:no|nunca|jamás|ni|tampoco|casi|en\s+vez|en\s+lugar|hubiera|hubiese|habría|sería|fuera|fuese|si|normalmente|suelo|solía|antes|anterior|última\s+vez|"
        r"más\s+de|menos\s+de|vi|vimos|vio|leí|leo|tenía|tenían|anunciaban|prometían|según|google|otros?|marido|mujer|esposo|esposa|novio|novia|esperaba|bajar|subir|quitar?|falta|faltó|para\s+ser)\b"
    ),
    condition_regex=r"(?:si\s+\w|cuando\b|siempre\s+que|fuera\b|hubiera|hubiese|pero\s+si\s|en\s+(?:internet|google|la\s+web)|online\b)",
    after_rating=listed(
        "jaja* | jeje* | jiji* | porque | por que | pq | xq | porq | ya que | pero | aunque | pues | por favor | gracias | muchas gracias | creo | creo yo | diría yo | en general | sin duda | por | debido | es que | de mi parte"
        " | para mí | excepto | salvo | sin embargo | lástima | solo que"
    ),
    after_verdict=listed(
        "para | y | como | muy | lo recomiendo | los recomiendo | recomendado | recomendable | volvería | volveré | volveremos | excelente | todo | el | la | servicio | hoy | esta vez | bien | genial | me encantó | fue"
    ),
    counted=frozenset(
        listed(
            "artículo | artículos | pieza | piezas | cosa | cosas | producto | productos | ítem | ítems | items | caja | cajas | botella | botellas | plato | platos | pedido | pedidos | personas | gente | veces | vez"
            " | visita | visitas | entrega | entregas | minuto | minutos | min | hora | horas | día | días | semana | semanas | mes | meses | año | años | euro | euros | dólares | pesos | soles | por ciento | paquetes | hamburguesas | pizzas | de"
        )
    ),
    labels={
        QuestionKind.CSAT: valued(
            _HAPPY_5,
            "contento",
            "contenta",
            "contentos",
            "contentas",
            "feliz",
            "conforme",
            "satisfecho",
            "satisfecha",
        )
        | valued(_SATISFACTION_5, "o", "a", "os", "as")
        | _ONE_STAR,
        QuestionKind.STARS: _ONE_STAR,
        QuestionKind.CES: valued(_AGREEMENT_7),
        QuestionKind.NPS: valued(
            {
                0: "nada probable | para nada probable",
                10: "muy probable | extremadamente probable | sumamente probable",
            }
        ),
        QuestionKind.THUMBS: valued(_YES_NO),
    },
    remark_regex=remarks(
        _DEGREES,
        _JUDGED,
        "fue | estuvo | es | está | todo | fue muy | me pareció",
        rf"{_UNCOUNTED}|{_BEGINNING}",
        _GOES_ON,
    ),
    shortened=valued(
        {
            "que": "q | k | qe | ke",
            "por": "x",
            "porque": "xq | pq | porq | xk",
            "por favor": "xfa | xfavor | pf | porfa | porfi | pls | plis | porfis | xfi",
            "también": "tb | tmb | tbn",
            "quiero": "kiero | qiero | kero",
            "no se": "nose | nosé | nc",
            "después": "dsp | dsps | dps | desp | dspues",
            "estoy": "toy | stoy | etoy",
            "bien": "bn",
            "mensajes": "msjs | msgs | mjs | sms",
            "mensaje": "msj | msg | mje",
            "nada": "nd",
            "mucho": "mxo",
            "gracias": "grax | grcs | gcs | thx",
            "ustedes": "uds | ustds",
            "trabajo": "trbajo | chamba | laburo | curro",
            "ahora": "aora | ahra",
            "todavía": "tdv | todvia",
        }
    ),
    joiners=listed("y | e | o | u | más | también | además | luego | el | la | los | las"),
    connectives=listed("porque | ya que | pero | aunque | pues | pq"),
    courtesies=listed(
        "por favor | porfa | porfavor | porfis | plis | pls | grax | grcs | gcs | grasias | ntp | bno | pss | oigan | oye | amigo | amigos | disculpa | muchas grax | tks | graciass | gracias | muchas gracias | mil gracias | perdón | disculpa | disculpe | disculpen | lo siento | ok | okay | vale | hola | buenas | buenos días | buenas tardes | buenas noches  | pues | eh | ah | saludos | señores | chicos"
    ),
    pleasantries=frozenset(
        listed(
            "hola | hola qué tal | buenas | buenos días | buenas tardes | buenas noches | qué tal | ok | okay | vale | sí | si | claro | claro que sí | por supuesto | de acuerdo | dale | bueno | gracias | muchas gracias | mil gracias"
            " | muchísimas gracias | gracias a ustedes | adiós | chao | chau | hasta luego | start | test | prueba | perfecto gracias | listo | saludos"
        )
    ),
    skip=frozenset(
        listed(
            "saltar | salta | saltar pregunta | saltar esta pregunta | saltar esta | saltear | sáltala | sáltate esta | siguiente | la siguiente | siguiente pregunta | próxima | próxima pregunta | pasar | pasa | paso | yo paso | paso de esta | omitir | omitir pregunta"
            " | omitir esta pregunta | omite | nada | nada más | no nada | nada nada | nada en especial | nada en particular | nada que decir | nada que añadir | nada que agregar | nada que comentar | nada por ahora | ninguno | ninguna | ninguno de estos | ninguna de estas"
            " | ninguna de las anteriores | no | nop | no gracias | no sé | no lo sé | no sabría decir | no sabría | no sabría decirte | ni idea | no tengo idea | no tengo ni idea | no aplica | no procede | na | n/a | sin comentarios | sin comentario"
            " | sin opinión | sin respuesta | prefiero no decir | prefiero no decirlo | prefiero no contestar | prefiero no responder | no quiero responder | no quiero contestar | no quiero decir | no contesto | ns nc | ns/nc | nsnc"
            " | eso es todo | es todo | nada se me ocurre | no se me ocurre nada | me da igual | da igual | ver arriba | igual que arriba | ya lo dije | bla bla | bla bla bla | en realidad nada | realmente nada | la verdad nada | no mucho | no tengo"
            " | no tengo comentarios | no tengo nada que decir | ningún comentario | dejar en blanco | en blanco"
        )
    ),
    skip_patterns=(
        r"(?:(?:yo|la verdad|mejor|pues) )*(?:prefiero|preferiría|mejor|no (?:quiero|deseo|voy a|pienso|me apetece|puedo|quisiera))(?: (?:no|mejor|yo|a))* ?(?:contestar|responder|decir|decirlo|opinar|comentar|contesto|respondo|digo|contestarlo|responderlo|hablar de eso)(?: (?:eso|esto|a eso|esa pregunta|la pregunta|nada|a esto|esta|esa))*",
        r"(?:no se|ni idea|no sabría|no sé)(?: (?:que|qué|decir|decirte|decirles|poner|la verdad|responder|contestar))*",
        r"(?:(?:no|pues|la verdad|de momento|por ahora|por el momento) )*(?:(?:no )?(?:tengo|hay|tenemos) )?(?:nada|na)(?: (?:más|mas|en especial|en particular|importante|nuevo|especial))*(?: (?:que|q|por|para|k|qué) ?(?:decir|añadir|agregar|comentar|aportar|opinar|acotar))?(?: (?:gracias|la verdad|por ahora|de momento))*",
        r"(?:(?:la verdad|pues|ahora|ahorita) )*(?:no|ni) (?:lo |la )?(?:sé|se|c|sabría|tengo idea|recuerdo|me acuerdo|sabria)(?: (?:la verdad|ahora|ahorita|decir|decirte|decirles|qué decir|que decir|bien))*",
        r"(?:no )?(?:se )?(?:me )?(?:ocurre|viene) nada(?: (?:ahora|ahorita|a la mente|a la cabeza|la verdad|la vdd|vdd|la vd|más|en este momento|así de pronto))*",
        r"(?:no )?(?:se )?me ocurre nada(?: (?:ahora|ahorita|más))*",
        r"(?:(?:quiero|prefiero|mejor|puedo|vamos a|quisiera) )*(?:saltar|saltarme|omitir|pasar|saltármela|pasar de)(?: (?:esta|esa|la|pregunta|de|esto|a|la siguiente))*",
        r"(?:no tengo |sin |ningún |ninguna |nigun )(?:comentarios?|opinión|respuesta|sugerencias?|observaciones)(?: (?:al respecto|por ahora|la verdad|que hacer|adicional|adicionales))*",
    ),
    later=frozenset(
        listed(
            "luego respondo | después contesto | luego te digo | después te aviso | más tarde | mas tardecito | luego | después | ahora no | no ahora | no ahora no | ahorita no | ahora mismo no | en otro momento | otro momento | otro día | en otra ocasión | otra vez será | mañana | mañana mejor | mejor mañana | tal vez luego | tal vez más tarde"
            " | quizás más tarde | quizás luego | quizá más tarde | mejor luego | mejor más tarde | mejor después | luego mejor | no tengo tiempo | sin tiempo | ocupado | ocupada | un momento | un momentito | momento | espere | esperen | en un rato | en un ratito | al rato"
            " | hoy no | todavía no | aún no | no puedo ahora | ahora no puedo | esta noche | por la noche | mal momento | mal momento ahora | no es buen momento | no es un buen momento | la próxima | por ahora no | de momento no | "
        )
    ),
    later_patterns=(
        rf"(?:(?:yo|te|les|os|lo|se|le|ya|ok|voy a|puedo) )*(?:contest|respond|dig|avis|hag|escrib|cuent|rellen|dir|califi|opin|mand)\w*(?: (?:te|les|lo|eso|bien|yo))* (?:en la noche|en la tarde|{_SOON})(?: (?:por favor|vale|ok|mejor))*",
        rf"(?:en la noche|en la tarde|{_SOON}) (?:(?:yo|te|les|os|lo|se|le|ya|sí|mejor|voy a|puedo) )*(?:contest|respond|dig|avis|hag|escrib|cuent|rellen|dir|califi|opin|mand)\w*(?: (?:mejor|vale|bien|con calma))*",
        r"(?:ahora|ahorita|hoy|de momento|por ahora|en este momento) no(?: (?:puedo|gracias|mejor|tengo tiempo))*",
        rf"(?:{_NOW} )*(?:no|sin) (?:tengo |tenemos |hay |me da )?(?:el )?(?:{_NOW} )*tiempo(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:ando|estoy|estamos|me agarras|me pillas|me cogen)(?: {_NOW})* (?:ocupad[oa]s?|liad[oa]|trabajando|manejando|conduciendo|en el trabajo|en una reunión|en clase|de viaje|apurad[oa]|en la calle|con prisa|en medio de algo|conduciendo)(?: {_NOW})*",
        rf"(?:{_NOW} )*no (?:{_NOW} )*(?:puedo|es buen momento|es el momento|me viene bien|me va bien)(?: (?:{_NOW}|contestar|responder|hablar|atender))*",
        rf"(?:(?:yo )?(?:te|les|os|lo|se los|se lo|le) )*(?:contesto|respondo|digo|aviso|hago|escribo|cuento|relleno|contestaré|responderé|diré|haré|voy a responder|puedo contestar|puedo responder|puedo hacerlo)(?: \w+)? {_SOON}",
        rf"{_SOON} (?:(?:te|les|os|lo|se lo|le) )*(?:contesto|respondo|digo|aviso|hago|escribo|cuento|veo|por favor|puedo|mejor|sí)+",
        rf"(?:me (?:puedes|pueden|podrían|podéis) )?(?:pregúnt(?:a|e|en)me|preguntar|escríb(?:e|a|an)me|escribir|recuérd(?:a|e|en)me(?:lo)?|recordar|pregunta|avís(?:a|en|e)me|vuelve a preguntar|vuelvan a preguntar)(?: (?:de nuevo|otra vez|mejor|lo))* {_SOON}",
        rf"(?:(?:mejor|quizás?|tal vez|prefiero|puede ser|podría ser|que sea|lo dejamos para|lo dejo para|déjalo para|te digo|les digo|te cuento|a ver si|yo|lo hago|ok|sí|es|respondo|contesto|será) )*{_SOON}(?: (?:mejor|te digo|les digo|te cuento|si puedo|puede ser|vale|quizás|tal vez|va|lo hago|respondo|contesto|sí|sale|les aviso|te aviso))*",
        rf"(?:{_NOW} )*(?:(?:ando|estoy|toy|estamos|sigo|voy|vengo) )?(?:{_NOW} )*(?:ocupad\w+|liad\w+|atareado|manejando|conduciendo|trabajando|en el (?:trabajo|curro|laburo|coche|carro|auto|bus|metro|gym|gimnasio|médico|cine)|en (?:una |la )?(?:reunión|junta|clase|calle|llamada|oficina|escuela|camino)|en clases|cocinando|comiendo|cenando|durmiendo|de compras|con prisa|apurad\w+|fuera|de viaje|de vacaciones|al volante|en la chamba)(?: {_NOW})*",
        rf"(?:{_NOW} )*(?:no|tampoco) (?:{_NOW} )*(?:puedo|se puede|alcanzo|me da la vida|me da tiempo|es buen momento|tengo chance|tengo ganas ahora)(?: (?:{_NOW}|contestar|responder|hablar|escribir))*",
        rf"(?:{_NOW} )*(?:estoy|toy|ando|estamos|me encuentro|sigo) (?:{_NOW} )*(?:en (?:el|la|un|una|mi|los|las|casa de|plena|pleno) (?!cielo|contra|lo|gloria|limbo)\w+(?: \w+)?|de (?:viaje|compras|guardia|turno|vacaciones|fiesta)|con (?:el|la|los|las|un|una|mi) \w+)(?: {_NOW})*",
        rf"(?:(?:puedo|podemos|podría|podríamos|se puede|vamos a|quiero|prefiero|lo|la|mejor) )*(?:hacer|hacerlo|responder|contestar|verlo|hablar|hablarlo|dejarlo|dejarlo para|rellenarlo|hacemos|hago|vemos|hablamos|dejamos)(?: (?:esto|lo|eso|para))* {_SOON}(?: (?:mejor|por favor|vale))*",
        r"(?:dame|deme|denme|espera|espérame|necesito|aguanta|aguántame)(?: (?:un|una|unos|dos|\d+|cinco))? ?(?:rato|ratito|momento|momentito|minuto|minutos|min|seg|segundo|hora|horas|tiempo)?(?: por favor)?",
    ),
    opt_out=frozenset(
        listed(
            "basta | basta ya | no preguntar más | no preguntes más | no recibir más preguntas | ya basta | para | paren | pare | para ya | paren ya | parar | stop | dar de baja | darme de baja | nunca más | no más | ya no más | cancelar suscripción | cancelar la suscripción | déjame | déjenme | no molestar | no molesten"
            " | no molestes | no moleste | dejar de recibir | déjalo | déjalo ya | detener | detente | deténganse | desuscribir | desuscribirme | desuscribirse | eliminarme | ya estuvo | váyanse | ya párenle | párenle | ya stop | suficiente | ya estuvo bueno | no insistan | no me escriban | no me escribas | no me contacten | no me llamen | no escriban | ya no escriban | no me manden nada | no quiero nada | salir | baja | bórrenme | bórrame | quítenme | sáquenme | fuera | qué pesados | qué pesadez | ya cansan | no molesten más | me doy de baja | quiero la baja | no me interesa más | lárgate | lárguense | "
        )
    ),
    opt_out_patterns=(
        rf"(?:por favor )?(?:yo )?(?:ya )?(?:no|nunca) (?:ya )?(?:quiero|deseo|queremos|quisiera|me interesa)(?: (?:ya|más|nunca más))*(?: (?:recibir|recibirlo|seguir recibiendo|recibir ya|que me (?:manden|escriban|envíen|llamen|pregunten)))+(?: (?:más|nada|esto|eso|estas cosas|de esto|de ustedes|{_SURVEYS}|{_MORE}))*",
        rf"(?:por favor )?(?:ya )?no quiero (?:ya )?(?:más (?:de )?)?(?:esto|eso|estas cosas)(?: {_MORE})+",
        r"(?:por favor )?ya no (?:quiero|deseo) (?:esto|eso|más|nada)(?: (?:más|por favor))*",
        rf"(?:por favor )?(?:ya )?(?:(?:pueden|puedes|podrían|podéis|quiero que|quisiera que|les pido que) )?(?:dej(?:a|e|en|ad|ar|es|éis)|par(?:a|e|en|ad|ar|es)|basta|cesen|termin(?:a|en)|ya)(?: ya)?(?: por favor)? (?:de|con) {_BOTHER}(?:ir|ar|er|iar)?(?:me|nos|les)?(?:lo|la|las|los)?(?: (?:{_SURVEYS}|{_MORE}|cosas|tonterías|esto|eso|estas cosas|esas cosas|tantas cosas|estas tonterías|mierdas|chorradas))*",
        rf"(?:por favor )?(?:basta|par(?:a|en|e)|dej(?:a|en|e)(?: ya)?|suficiente|alto|ya estuvo|ya)(?: ya)? (?:de|con|de tantas|de tantos) {_SURVEYS}(?: {_MORE})*",
        rf"(?:por favor )?(?:ya )?no (?:quiero que |deseo que )?(?:me |nos )?(?:vuelvan? a |vuelvas a |sigan? |sigas |anden )?(?:(?:mand|envi|pregunt|molest|contact|llam|fastidi|acos|insist|bombarde|spame)(?:e|en|es|éis|uen|ar|arme|arnos|ando|ándome)|escrib(?:a|an|as|áis|ir|irme|iendo|iéndome)|hag(?:a|an|as))(?: (?:{_SURVEYS}|{_MORE}))*",
        rf"(?:por favor )?(?:ya )?no (?:quiero|deseo|queremos|necesito|me interesa|me interesan)(?: (?:ya|más|recibir|seguir recibiendo|responder|contestar|ver|ninguna|ningún|que me (?:manden|envíen|hagan)))* {_SURVEYS}(?: {_MORE}| de este tipo| de ustedes)*",
        rf"(?:por favor )?(?:ya )?(?:no|ni|nunca) (?:quiero )?(?:me manden |me envíen |me hagan |manden |envíen )?(?:una |un )?(?:más )?{_SURVEYS}(?: {_MORE})+",
        rf"(?:por favor )?(?:ya )?(?:no|ni) más {_SURVEYS}(?: {_MORE})*",
        r"(?:por favor )?(?:ya )?(?:déj(?:a|e|en)(?:me|nos)|dejadme|dejadnos|me (?:dejan|dejas|deja|pueden dejar|dejáis))(?: (?:ya|por favor|de una vez))* (?:en paz|tranquil[oa]s?)(?: (?:ya|por favor|de una vez|con \w+ \w+))*",
        rf"(?:por favor )?(?:(?:yo )?(?:quiero|deseo|quisiera|me gustaría|cómo puedo|cómo|me quiero|puedo|solicito) )?(?:dar(?:me|se)?|den(?:me)?|da(?:me)?|me doy|me den|me da|la) (?:de )?baja(?: (?:de|en) (?:\w+ ){{0,3}}\w+)?(?: {_MORE})*",
        rf"(?:por favor )?(?:(?:quiero|deseo|quisiera|cómo puedo|cómo|puedo) )?(?:desuscribir(?:me)?|desuscribo|desuscríb(?:an|a)me|anular|cancelar?|canc[eé]l(?:en|a)|darme de baja|salir|salirme)(?: (?:mi|la|esta|de esta|de la|de su|de|esto|las|los|suscripción|lista|{_SURVEYS}))+(?: {_MORE})*",
        r"(?:por favor )?(?:quiero que me )?(?:bórr|quít|elimín|sáqu|sác|borr|quit|elimin|saqu)(?:a|e|en|enme|ame|eme|arme|ar|adme|enme)(?:me)? (?:ya )?(?:de|del) (?:\w+ ){0,3}\w+",
    ),
    person_patterns=(
        rf"(?:(?:yo|por favor|quiero|necesito|me pueden|pueden|quisiera|deseo|pido|solicito|me urge|ojalá|puede|alguien|que) )+(?:que )?(?:alguien |una persona |un agente |un asesor |{_PERSON} )?(?:me )?(?:llam(?:e|en|ar|arme)|contact(?:e|en|ar|arme)|marqu?(?:e|en)|atienda|ayude|atiendan|comuniquen?)(?: (?:me|conmigo))*{_MANNER}",
        rf"(?:por favor )?(?:me )?(?:llám(?:ame|enme|eme)|márquenme|contáct(?:enme|ame|eme)|comuní(?:quenme|queme|came)|pás(?:enme|ame|eme)|transfiéranme|denme|dame|póng(?:anme|ame))(?: (?:por favor|con|a|ya|al|el|la))*(?: {_PERSON})?{_MANNER}",
        rf"(?:(?:quiero|necesito|dame|denme|busco|prefiero|con|por favor|hablar|me urge) )*(?:con )?{_PERSON}(?: (?:por favor|ya|urgente|real))+",
        rf"{_WISH}(?:que )?(?:hablar|conversar|comunicarme|contactar|contactarme|chatear|charlar|ponerme en contacto|platicar|tratar|me atienda|me contacte|me ayude)(?: (?:directamente|mejor|yo))? (?:con |a )?{_PERSON}{_MANNER}",
        rf"(?:hablar|comunicarme|contactar|atención) (?:con )?{_PERSON}{_MANNER}",
        rf"{_WISH}(?:que )?(?:a )?{_PERSON}{_MANNER}",
        rf"(?:por favor )?(?:que )?(?:me )?(?:pas(?:a|e|en|as|ame|enme)|pon(?:ga|gan|es|en)|d(?:a|e|en)me|comunic(?:a|an|as)|conect(?:a|an|e|en)|pás(?:ame|enme|eme)|comuníc(?:ame|enme))(?:me)?(?: (?:con|a))? {_PERSON}{_MANNER}",
        rf"(?:por favor )?(?:(?:quiero|necesito|pido|dile|díganle|que|dígale) )*(?:al? )?{_PERSON} (?:que )?(?:me|nos) (?:llame|llamen|contacte|conteste|escriba|atienda|devuelva la llamada|responda|explique)(?: {_PERSON})?{_MANNER}",
        rf"(?:por favor )?(?:que )?(?:alguien|una persona|un humano|un encargado) (?:que )?(?:me )?(?:atienda|llame|ayude|conteste|responda|hable|escriba|contacte)(?: conmigo)?{_MANNER}",
        rf"(?:{_PERSON})(?: (?:por favor|ya|ahora|urgente|porfa|x favor|plis))+",
        r"(?:una |un |alguna )?(?:persona|humano|ser humano|persona real|persona de verdad|operador|operadora|agente)(?: (?:real|de verdad))?(?: por favor| ya| ahora)*",
        rf"(?:por favor )?(?:que )?(?:ll[aá]m(?:e|en|a|ad)|contáct(?:en|e|a)|márqu(?:en|e)|márca|telefonéen)(?:me|nos){_MANNER}",
        rf"(?:por favor )?(?:{_PERSON} )?(?:me|nos) (?:pued(?:e|en|es)|podrí(?:a|an|as|ais)|podéis|va a|van a)(?: {_PERSON})? (?:llamar|contactar|marcar|devolver la llamada|atender)(?: {_PERSON})?{_MANNER}",
        rf"(?:por favor )?(?:{_PERSON} )?(?:pued(?:e|en|es)|podrí(?:a|an|as|ais)|podéis)(?: {_PERSON})? (?:llamar|contactar|marcar|devolver|atender)(?:me|nos)(?: la llamada)?{_MANNER}",
        rf"(?:por favor )?(?:(?:quiero|necesito|exijo|quisiera|me gustaría|solicito|espero) )?que (?:{_PERSON} )?(?:me|nos) (?:llamen?|contacten?|marquen?|atiendan?|devuelvan? la llamada)(?: {_PERSON})?{_MANNER}",
        rf"(?:por favor )?me (?:llama|llaman|contacta|contactan) (?:por favor|alguien|{_PERSON} por favor){_MANNER}",
        rf"(?:por favor )?(?:que )?(?:(?:se )?(?:pónganse|póngase|ponte|poneos|pueden ponerse|podrían ponerse|alguien se ponga|se pongan|se ponga)) en contacto(?: conmigo| con nosotros)?{_MANNER}",
        rf"(?:por favor )?(?:que )?(?:(?:alguien )?(?:comuníqu(?:ense|ese|enme|eme)|comunícate|comunicarse|se comunique|se comuniquen|pás(?:a|e|en)me|conéct(?:a|e|en)me|me (?:pasas?|pasan|pones|ponen|pueden pasar|comunican?)))(?: (?:conmigo|con nosotros|con {_PERSON}))?{_MANNER}",
        rf"(?:hay|habrá|está)(?: (?:algún|alguna|un|una))? {_PERSON}(?: (?:ahí|allí|aquí|con quien pueda hablar|con quien hablar|que me atienda|que me pueda ayudar|disponible|detrás))*",
        rf"(?:quiero|necesito|solicito|pido) (?:una |que me devuelvan la )?(?:llamada|atención humana|atención personal){_MANNER}",
    ),
    question_patterns=(
        r"(?:y )?(?:dónde|adónde) (?:está|están|queda|quedan|puedo|viene|anda|encuentro|se encuentra|consigo|es)\b",
        r"(?:y )?(?:para )?cuándo (?:llega|llegará|abren|abre|cierran|van a|va a|viene|me llega|estará|sale|me lo|me la|voy a|puedo|vuelven|tienen|reciben|entregan)\b",
        r"(?:y )?(?:cuánto|cuántos|cuántas) (?:cuesta|cuestan|vale|valen|tarda|tardan|falta|demora|es|sale|tiempo)\b",
        r"(?:y )?(?:a|hasta|desde) qué (?:hora|horas|día)\b",
        r"(?:y )?(?:qué|cuál es el|cuáles son los) (?:horario|horarios|días abren|número|teléfono|precio)\b",
        r"(?:y )?(?:cómo|por qué) (?:puedo|hago|se puede|se hace|no ha|no me|no llega|no llegó|tarda)\b",
        r"(?:será que|se puede|saben si|sabe si|sabes si|me puede decir|me pueden decir|podría saber|quisiera saber|quería saber|puedo saber|una pregunta)\b",
    ),
    yes_patterns=(
        answers(
            "sí|si|sip|sii|siii|sep|claro|ajá|aja|simón|yes",
            f"ya|todo bien|todo listo|todo ok|todo perfecto|todo resuelto|todo solucionado|todo en orden|está|estuvo|quedó|fue|muchas|muy|(?:me|nos|lo|la|los|las|se) (?:\\w+ron|llegó|lo|la|gustó|ayudaron|devolvieron|solucionaron|resolvieron|atendieron|cambiaron|reembolsaron)|lo|la (?:solucionaron|resolvieron|arreglaron)|se (?:resolvió|solucionó|arregló)|gracias|por fin|al fin|perfecto|excelente|totalmente|{_STATES}",
            "pero|no|nunca|todavía|aún|tampoco|sin embargo|aunque|solo|excepto|mal|falta|faltan|ni|nada|tarde",
        ),
        rf"(?:(?:ya|todo|está|quedó|me lo|me la|se|lo|la|el|problema|por fin|al fin|fue|han|ha|sido|me|esta) )+(?:{_STATES})(?: (?:ya|gracias|todo|el problema|el dinero|al fin|por fin|bien|rápido))*",
        r"(?:ya )?(?:está|esta|todo)(?: (?:todo|ya))* (?:bien|ok|listo|perfecto|en orden|solucionado|resuelto|arreglado)(?: (?:ya|ahora|gracias))*",
    ),
    no_patterns=(
        r"(?:pues )?(?:aún|todavía|sigue|siguen)(?: (?:no|sin|nada|nadie|me|nos|lo|la|han|se|ha))+ ?\w*(?: \w+){0,3}",
        answers(
            "no|nop|noo|nel|nope|nah|que va|qué va|lamentablemente",
            "sigue|siguen|sigo|todavía|aún|aun|ya|nada|nadie|igual|lo mismo|me|nos|se|lo|la|los|han|ha|he|está|estoy|fue|hay|hubo|llegó|llega|ha|quedó|del todo|aun|ninguna|ningún|sirve|funciona|contestan|responden|solucionaron|resolvieron|es",
            "pero|problema|problemas|hay problema|quejas|perfecto|excelente|genial|bien|encantó|gustó mucho|te preocupes|se preocupen|pasa nada",
        ),
        r"(?:todo )?(?:sigue|siguen|está|sigo|continúa) (?:igual|lo mismo|mal|esperando|sin (?:respuesta|solución|resolver|llegar|funcionar)|roto|rota|todo igual|en las mismas|en lo mismo)(?: (?:que antes|todavía|aún))*",
        r"(?:todavía|aún|aun|sigo) (?:nada|esperando|no|sin nada|sin respuesta|sin solución|no llega|no me llega|no funciona|igual)(?: (?:todavía|aún))*",
        r"(?:nada|no) (?:ha )?(?:cambió|cambiado|pasó|mejoró)(?: nada)?",
    ),
    right=listed(
        "sí eso es | sí eso | sí justo | sí justamente | sí tal cual | sí es correcto | es correcto | está correcto | todo correcto | sí está bien | sí muy bien | así mero | así merito | eso mero | sipi | ajá | aja | afirmativo | entendiste bien | entendieron bien | bien entendido | lo entendiste | correcto todo | sí todo | sí señor | exacto eso | sí es eso | es eso | tal cual lo dije | eso quise decir | eso dije | sí fue así | yes | vale | dale | de acuerdo | sí perfecto | sí efectivamente | clavado | sí | si | sii | sip | exacto | exactamente | correcto | correctamente | así es | así fue | así mismo | asimismo | eso es | eso mismo | claro | claro que sí | efectivamente | cierto | es cierto | verdad | es verdad | justo | justamente | justo eso | tal cual"
        " | perfecto | está bien | acertaste | por supuesto | totalmente | sí exacto | sí exactamente | sí así es | sí correcto | sí claro | muy bien | eso | ajá | 👍"
    ),
    not_quite=listed(
        "no está bien | no eso no | no es eso lo que dije | no es lo que dije | no dije eso | no fue lo que dije | eso no fue | eso no es | no es lo que quise decir | no quise decir eso | no me refería a eso | no me refiero a eso | no entendiste bien | no entendieron bien | no me entendiste | no me entendieron | entendiste mal | entendieron mal | está equivocado | estás equivocado | están equivocados | te equivocaste | se equivocaron | error | no correcto del todo | a medias | en parte | no todo | no completamente | nop eso no | nel | no para nada | para nada | nada de eso | parcialmente | no fue eso | no era así | no lo dije así | no es del todo | tampoco así | negativo | no está correcto | no | nop | no del todo | no exactamente | no realmente | no es así | no fue así | no así | no es correcto | no es cierto | no es verdad | incorrecto | equivocado | para nada | nada que ver | no tanto | no mucho | más o menos | casi | no precisamente"
        " | no tal cual | mal | está mal | no lo es | no es eso | eso no | no entendiste | no entendieron | te equivocas | se equivocan | falso | tampoco | no correcto | no era eso | 👎"
    ),
    goes_on=listed(
        "el | la | lo | los | las | es | fue | era | me | yo | nosotros | pero | porque | solo | todo | y | estuvo | estaba | que | en realidad | aunque | más bien | me gustó | quería | quise"
    ),
    moods=valued(
        {
            "happy": "feliz | content~ | estoy content~ | estoy feliz | quedé content~ | satisfech~ | estoy satisfech~ | bien | muy bien | bueno | muy bueno | estuvo bien | estuvo bueno | fue bueno | genial | excelente | me gustó | estuvo genial | positivo | positiva",
            "mixed": "mixto | mezclado | las dos cosas | ambas | ambos | ambas cosas | bueno y malo | un poco de todo | un poco de ambos | de todo un poco | mitad y mitad | agridulce",
            "neutral": "neutral | neutro | ni bueno ni malo | ni bien ni mal | regular | más o menos | normal | ninguno | ninguna | ok | así así | pasable | estuvo normal | estuvo ok | ni fu ni fa | indiferente",
            "unhappy": "infeliz | descontent~ | estoy descontent~ | insatisfech~ | molest~ | estoy molest~ | no estoy content~ | no content~ | mal | muy mal | malo | muy malo | estuvo mal | fue malo | estuvo malo | no me gustó | negativo | negativa | decepcionad~ | enojad~ | enfadad~ | triste | pésimo",
        },
        "o",
        "a",
        "os",
        "as",
    ),
    commands=valued(
        {
            "about": "acerca de | sobre ustedes",
            "help": "ayuda",
            "feedback": "opinar | dar mi opinión | opinión | comentario | comentarios | valorar",
            "language": "idioma | cambiar idioma",
            "name": "nombre",
            "connect": "conectar",
            "privacy": "privacidad",
            "mydata": "mis datos",
            "forget": "olvídame | olvidar | borrar mis datos | olvídenme",
            "mine": "mis comentarios | mis opiniones",
        }
    ),
    tail_regex=r"raspado|pelao|justo|justito|escaso|largo|redondo|rotundo|clavado|como\s+una\s+casa|sin\s+pensarlo|sin\s+dudarlo|sin\s+dudar|bien\s+merecido|enorme|pelado|seguro|de\s+diez|así|mínimo|quizás?|tal\s+vez|más\s+o\s+menos|como\s+mucho|como\s+máximo|máximo|mínimo|por\s+lo\s+menos|(?:diría|creo|doy|pongo|digo)\s+yo|le\s+doy|les\s+doy|le\s+pongo|les\s+pongo|creo|yo\s+creo|para\s+mí|por\s+mí|de\s+mi\s+parte|sin\s+duda|en\s+general",
    scale_first_regex=r",?\s+(?:(?:yo\s+)?(?:le|les|os|te)\s+)?(?:doy|daría|pongo|pondría)?\s*(?:un|una)\s+",
)
