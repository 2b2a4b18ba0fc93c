//! The words around a place: those that say nothing, and everyday words that mean something of the
//! shop's own.
//!
//! This file must not know places. Amounts and days are [`super::wish`]'s.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::domain::country::fold::plain;
use crate::domain::country::words::{Word, words};

/// What an everyday word asks for. Ordered by how much it weighs beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Everyday {
    /// A greeting.
    Hello,
    /// Thanks.
    Thanks,
    /// The first screen.
    Home,
    /// Another language.
    Language,
    /// How the shop works, and its commands.
    Help,
    /// The rules of the shop.
    Terms,
    /// What the person has bought.
    Esims,
    /// To give up what one was about to do.
    Cancel,
    /// A person to talk to.
    Support,
    /// Money back.
    Refund,
    /// Something does not work.
    Trouble,
}

impl Everyday {
    /// Whether it is meant even beside a place: "в Турции не работает".
    pub(super) fn is_urgent(self) -> bool {
        self >= Self::Support
    }
}

/// What a word or several say beside a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Filler,
    /// That a place follows.
    Preposition,
    /// That the place where one comes from follows.
    From,
    /// Something of the shop's own.
    Everyday(Everyday),
}

/// How many words an everyday phrase has at most.
pub(super) const LONGEST_PHRASE: usize = 5;

/// What these words say, if they are known here.
pub(super) fn said(span: &[Word]) -> Option<Said> {
    static KNOWN: LazyLock<Known> = LazyLock::new(Known::build);
    if let [word] = span
        && word.plain.chars().count() == 1
        && !word.is_number()
    {
        // What is left of a hyphen, and the prepositions of one letter.
        return Some(match word.plain.as_str() {
            "в" | "к" => Said::Preposition,
            "с" => Said::From,
            _ => Said::Filler,
        });
    }
    KNOWN.said(span)
}

/// Every word and phrase, ready to be looked up.
struct Known {
    single: HashMap<String, Said>,
    /// Long fillers by their skeleton: written in Latin letters, or without Kazakh ones.
    folded: HashSet<String>,
    phrases: HashMap<String, Everyday>,
    /// Phrases of whose last word only the beginning is given, by the words before it.
    stems: HashMap<String, Vec<(String, Everyday)>>,
}

impl Known {
    fn build() -> Self {
        const LONG: usize = 5;
        let split = |list: &'static str| list.split_whitespace();
        let mut single = HashMap::new();
        for (list, said) in
            [(FILLERS, Said::Filler), (PREPOSITIONS, Said::Preposition), (FROM, Said::From)]
        {
            single.extend(split(list).map(|word| (plain(word), said)));
        }
        // Its skeleton is "kr", and so is Korea's code.
        single.insert("qr".to_owned(), Said::Everyday(Everyday::Esims));
        let folds = split(FILLERS).map(|word| folded(&words(word)));
        let mut known = Self {
            single,
            folded: folds.filter(|fold| fold.len() >= LONG).collect(),
            phrases: HashMap::new(),
            stems: HashMap::new(),
        };
        for (meant, phrases) in EVERYDAY {
            for phrase in phrases.split('|') {
                let typed = words(phrase);
                let (before, last) = known.telling(&typed);
                if phrase.ends_with('*') {
                    known.stems.entry(before).or_default().push((last, *meant));
                } else {
                    known.phrases.insert(format!("{before}{last}"), *meant);
                }
            }
        }
        known
    }

    fn said(&self, span: &[Word]) -> Option<Said> {
        let (before, last) = self.telling(span);
        let phrase = self.phrases.get(&format!("{before}{last}"));
        let of_stem = || {
            let mut stems = self.stems.get(&before)?.iter();
            stems.find_map(|(stem, meant)| last.starts_with(stem.as_str()).then_some(meant))
        };
        if let Some(meant) = phrase.or_else(of_stem) {
            return Some(Said::Everyday(*meant));
        }
        let [word] = span else { return None };
        let known = self.single.get(word.plain.as_str()).copied();
        known.or_else(|| self.folded.contains(&last).then_some(Said::Filler))
    }

    /// The skeletons of a phrase: its words but for the last, without fillers between the first
    /// and the last; and the last. "what is an eSIM" says no more than "what is eSIM".
    fn telling(&self, span: &[Word]) -> (String, String) {
        let Some((last, before)) = span.split_last() else { return Default::default() };
        let is_filler = |word: &Word| self.single.get(&word.plain) == Some(&Said::Filler);
        let kept = before.iter().enumerate().filter(|(at, word)| *at == 0 || !is_filler(word));
        let kept: Vec<&str> = kept.flat_map(|(_, word)| [word.fold.as_str(), " "]).collect();
        (kept.concat(), last.fold.clone())
    }
}

fn folded(span: &[Word]) -> String {
    let folds: Vec<&str> = span.iter().map(|word| word.fold.as_str()).collect();
    folds.join(" ")
}

/// Words before a place.
const PREPOSITIONS: &str = "во на по для до через ко в in to for at around across visiting into";
/// Words before the place where one comes from.
const FROM: &str = "из изо со от from";

/// Words that say nothing of where. Kazakh endings that a hyphen or a blank cut off are among them.
const FILLERS: &str = "
    и или а но же ли бы не то это этот эта эту там тут здесь туда где куда какой какая какие
    какую что как когда сколько почем цена цены стоит стоимость у о об обо за без при под над
    между про нужен нужна нужно нужны надо есть будет буду будем можно хочу хочется хотим хотел
    хотела хотелось хотели интересует интересуют ищу ищем подскажите скажите подберите подбери
    посоветуйте пожалуйста плиз плз дайте дай покажи покажите показать найди найти выбрать давай
    еду едем едет поеду поедем ехать поехать лечу летим летит полечу полететь лететь слетать
    собираюсь собираемся планирую планируем отправляюсь отправляемся отдыхать отдых отдыхаем
    отпуск отпуске поездка поездку поездки поездке поездок путешествие путешествия путешествую
    путешествовать путешествий командировка командировку командировке командировки тур туры
    турист туристу туристов туристическая туристическую виза визит рейс билет билеты билетов
    перелет стыковка пересадка пересадкой транзит транзитом проездом аэропорт аэропорта
    аэропорте аэропорту город города городе городов страна страны стране страну стран курорт
    курорты курорте море моря остров острова я мы ты вы он она они мне нам тебе вам меня нас мой
    моя мое мои моего моей моих наш наша наши свой себе себя сам сама все всё всем всех всего
    всей всю весь вся жена жены женой муж мужа мужем дети детей детьми ребенок ребенка ребенком
    семья семьи семьей семью друг друга другом друзья друзей друзьями подруга подругой подругами
    мама мамы мамой папа папы папой родители родителей родителями вдвоем втроем человек человека
    двоих троих один одна одну одного два две двух три четыре пять шесть семь восемь девять
    десять двое трое купить куплю покупка покупку покупаю приобрести заказать заказ оформить
    подключить подключение взять беру возьму использовать пользоваться есим есимка есимку есимки
    есимок симка симку симки симкой симок сим симкарта симкарту симкарты карта карту карты
    картой esim esims sim sims e-sim simka simku simcard card cards simki esimka esimku интернет
    интернета интернету интернетом инет инета связь связи трафик трафика тариф тарифы тарифа
    тарифов пакет пакеты пакета пакетов план планы данные мобильный мобильная мобильного
    мобильную роуминг роуминга роумингом туристический местный местная местную электронная
    электронную дешевый дешевая дешевую дешевле дешево дешевые недорого недорогой хороший
    хорошая хорошую лучший лучшая быстро быстрый срочно завтра сегодня послезавтра вчера скоро
    сейчас потом летом зимой весной осенью лето зима год года году выходные выходных праздники
    каникулы каникул утром вечером ночью январь января январе февраль февраля феврале март марта
    марте апрель апреля апреле май мая мае июнь июня июне июль июля июле август августа августе
    сентябрь сентября сентябре октябрь октября октябре ноябрь ноября ноябре декабрь декабря
    декабре число числа день дня дней дни дн сутки суток ночь ночи ночей неделя неделю недели
    недель месяц месяца месяцев около примерно максимум минимум хотя всего только еще уже просто
    да нет ок окей ага ну вот работает работают работать работал ловит ловят раздавать раздача
    вотсап ватсап инстаграм телеграм ютуб вместе сразу один обратно туда-обратно ближайшие
    ближайшее следующий следующей следующем сайт бот самый самая самое самые

    мен сен сіз біз ол олар мені бізге маған менің біздің саған сізге өзім өзіме және немесе мен
    бен пен да де та те ға ге қа ке на не ны ні ды ді ты ті дан ден тан тен нан нен ның нің дың
    дің тың тің лық лік дық дік тық тік сы сі га ка го да до үшін бойынша арқылы жаққа жақта
    дейін қарай кейін туралы бар жоқ керек керегі қажет қажетті болады бола ма ме ба бе па пе ше
    керекпін бара қандай пакеттеріңіз істейді жұмыс барамын барам барамыз барады бару баруға
    баратын баратынбыз бармақпын бармақшымын барғым барғалы келеді келемін ұшамын ұшамыз ұшады
    ұшу ұшып ұшатын жүремін жүреміз жүріп саяхат саяхатқа саяхаттаймын саяхаттаймыз саяхаттау
    сапар сапарға сапарым сапары демалыс демалысқа демалуға демаламыз демалу іссапар іссапарға
    тур турға жоспарлап отырмын отырмыз жатырмын жатырмыз жатыр тұрмын аламын аламыз алу алғым
    алсам алайын сатып сатыңыз беріңіз беріңізші көрсетіңіз көрсет айтыңыз айтыңызшы табыңыз
    іздеп іздеймін қанша тұрады баға бағасы қай қайсы қалай қандай симкарта симкартасы сим
    сим-карта симі симкасы симка есім esim интернет интернеті байланыс пакет пакеті пакеттер
    тариф тарифі трафик роуминг арзан арзаны тез жақсы бүгін ертең келесі жазда қыста күзде
    көктемде жаз жыл жылы айы айында қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек
    қараша желтоқсан қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда
    қыркүйекте қарашада желтоқсанда отбасы отбасымен отбасыммен балалармен әйеліммен күйеуіммен
    достармен достарыммен жалғыз екеуміз бір екі үш төрт бес алты жеті сегіз тоғыз он күн күнге
    күндік күнгі апта аптаға апталық ай айға айлық ел елі еліне елдер елдері елдеріне қала
    қаласы қаласына қаласында қалаға әуежай әуежайы бәрі барлық тек ғана тағы енді иә жарайды
    арал аралы аралдары

    the a an and or but with without of on by i we you he she it they me us my our your am is
    are be was want wanna need needs needed would like looking look find get buy buying purchase
    order going go gonna visit visiting travel traveling travelling trip trips vacation holiday
    holidays tour tours tourist business flight flights flying fly ticket heading moving transit
    layover airport city country countries island islands plan plans package packages data
    internet mobile roaming connection online prepaid local card please pls plz hi hello hey can
    could do does have has give show tell what which where when how much many price prices cost
    cheap cheapest best good fast some any this that there here next week weeks month months day
    days night nights year today tomorrow soon summer winter spring autumn family wife husband
    kids friends two three four five six seven eight nine ten one january february march april
    may june july august september october november december valid about near just only also
    will id so not no yes ok let her his our out all man men bus run add sin far fat got sub pen
    mid char half acc var str per sea las los whatsapp instagram telegram works del el la de al
    us

    hochu edu lechu nuzhna nuzhen poezdka kupit simka internet v na dlya iz po i dnei dney
    nedelu baramyn baramiz kerek ushin usin sapar sayahat kun kunge apta ga ge ka ke da ta dan
    den
    ";

/// Everyday words and phrases, `|` between them. They are compared by their skeletons, without the
/// fillers inside; a star stands for any ending.
const EVERYDAY: &[(Everyday, &str)] = &[
    (
        Everyday::Hello,
        "привет*|мир вам|как дела|как ты|как вы|қалайсың|қалыңыз қалай|how are you|здравствуй*|\
         добрый день|добрый вечер|доброе утро|салам|сәлем|сәлеметсіз бе|салем|\
         ассалаумағалейкум|ассалам|қайырлы күн|hello|hi|hey|good morning|good day",
    ),
    (
        Everyday::Thanks,
        "спасибо*|спасибо большое|большое спасибо|благодарю|спс|рахмет|рақмет|көп рахмет|\
         рахмет сізге|thanks|thank you|thank you very much|thx|отлично спасибо|ок спасибо",
    ),
    (
        Everyday::Home,
        "меню|главное меню|старт|начать|начать заново|заново|начало|домой|на главную|главная|\
         главный экран|каталог|бас мәзір|мәзір|бастау|басты бет|menu|main menu|start|home|\
         catalog|catalogue|restart|сначала|назад|артқа|back|все страны|барлық елдер|\
         all countries",
    ),
    (
        Everyday::Language,
        "язык|сменить язык|поменяй язык|смени язык|другой язык|басқа тіл|поменять язык|русский|\
         русский язык|на русском|по русски|тіл|тілді өзгерту|тілді ауыстыру|қазақша|қазақ тілі|\
         қазақ тілінде|орысша|орыс тілі|ағылшынша|language|change language|english|in english|\
         english please|казахский|казахский язык|на казахском|английский|английский язык|\
         на английском|russian language|kazakh language",
    ),
    (
        Everyday::Help,
        "помощ*|помоги*|памаги*|кто ты|кто вы|сен кімсің|who are you|что ты умеешь|как настро*|\
         как актив*|как включ*|как установ*|как подключ*|как пользов*|как использов*|\
         как сканир*|как работает|қалай орнат*|қалай қос*|қалай іске қос*|қалай қолдан*|\
         how to activat*|how to use*|how to set*|how to install*|how to connect*|what is esim*|\
         хелп|help|справка|инструкция|инструкции|команды|как это работает|как купить|\
         что такое esim|что такое есим|көмек|көмектесіңіз|көмектес|анықтама|нұсқаулық|\
         нұсқаулар|қалай сатып алу|how it works|how to buy|instructions|faq",
    ),
    (
        Everyday::Terms,
        "оферта|условия|договор|правила|политика|конфиденциальность|\
         политика конфиденциальности|шарттар|ереже|ережелер|құпиялылық|terms|privacy|\
         privacy policy|rules|offer|terms of service",
    ),
    (
        Everyday::Esims,
        "мои esim|мои есим|моя esim|моя есим|мои симки|моя симка|мои заказы|мой заказ|заказы|\
         заказ|где мой заказ|где моя esim|где моя симка|где qr|где код|где qr код|где мой qr|\
         qr код|qr code|мой qr|мой qr код|куар|куар код|мои покупки|покупки|история заказов|\
         остаток|остаток трафика|сколько осталось|статус заказа|менің esim|менің esim дерім|\
         менің есімдерім|esim дерім|тапсырыс|тапсырыстарым|тапсырысым|менің тапсырысым|\
         менің тапсырыстарым|qr кодым|qr кодым қайда|my esim|my esims|my order|my orders|\
         orders|order status|my sim|where is my esim|where is my order|where is my qr|balance|\
         usage|баланс|активация|мой esim",
    ),
    (
        Everyday::Cancel,
        "отмена|отменить|отмени|отменить заказ|отмена заказа|стоп|болдырмау|бас тарту|\
         тапсырыстан бас тарту|cancel|cancel order|cancel my order|stop|передумал|передумала|\
         не надо|керек емес",
    ),
    (
        Everyday::Support,
        "поддержк*|техподдержк*|оператор*|менеджер*|консультант*|администратор*|сотрудник*|\
         живой человек|позовите человек*|позвать человек*|напишите оператор*|\
         поговорить с оператор*|поговорить с человек*|связаться с поддержк*|көмек қызмет*|\
         қолдау қызмет*|talk to human|talk to agent|talk to support|live chat|contact support|\
         служба поддержки|в поддержку|саппорт|позвать оператора|админ|связаться с вами|\
         связаться|контакты|телефон поддержки|вопрос|есть вопрос|у меня вопрос|жалоба|қолдау|\
         қолдауға|сұрақ|сұрағым бар|шағым|support|operator|customer service|customer support|\
         contact|contact us|human|agent|live agent|complaint|question|i have a question",
    ),
    (
        Everyday::Refund,
        "возврат*|верни деньги|верните деньги|вернёте деньги|деньги обратно|деньги верн*|\
         возврат денег|ақшамды қайтар*|ақшаны қайтар*|ақша қайтар*|ақшам қайда|где деньги|\
         где мои деньги|give money back|get money back|get refund|возврат средств|хочу вернуть|\
         вернуть|деньги назад|рефанд|оплатил|оплатила|деньги списали|списали деньги|\
         двойное списание|қайтару|refund|money back|refund please|i want a refund|return money|\
         chargeback",
    ),
    (
        Everyday::Trouble,
        "не работа*|не подключ*|не устан*|не актив*|не скан*|не груз*|не лов*|не приход*|\
         не приш*|не видит*|не включ*|не открыв*|не могу подключ*|не могу установ*|\
         не могу актив*|не могу войти|не могу скан*|не могу добав*|не получ*|не удаётся*|\
         не удается*|не удалось|плохо работает|пропал интернет|пропала сеть|пропала связь|\
         слабый интернет|слабый сигнал|работает плохо|медленно работает|ошибк*|сломал*|глюч*|\
         желі жоқ|істеме*|жұмыс істеме*|қосылма*|орнатылма*|орната алма*|қосыла алма*|\
         аша алма*|сканерленбе*|ашылма*|not work*|does not work*|doesnt work*|doesn t work*|\
         cant connect*|cannot connect*|can not connect*|can t connect*|cant install*|\
         cannot install*|can t install*|cant activat*|cannot activat*|cant scan*|wont work|\
         wont connect|wont install|slow internet|no network|no data|no coverage|\
         не работает интернет|интернет не работает|нет интернета|нет связи|не пришел код|\
         нет сети|не ловит сеть|не скачивается|проблема|проблемы|медленный интернет|\
         жұмыс істемей тұр|істемей тұр|істемей жатыр|интернет жоқ|байланыс жоқ|қосылмай тұр|\
         келмеді|код келмеді|қате|мәселе|dont work|no internet|no connection|no signal|\
         no service|can not install|error|problem|issue|broken|not received|didnt get",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_no_longer_than_looked_for() {
        for (_, phrases) in EVERYDAY {
            for phrase in phrases.split('|') {
                assert!((1..=LONGEST_PHRASE).contains(&words(phrase).len()), "{phrase}");
            }
        }
    }

    #[test]
    fn words_around_a_place_are_known() {
        for (text, expected) in [
            ("хочу", Said::Filler),
            ("Барамын", Said::Filler),
            ("Hochu", Said::Filler),
            ("в", Said::Preposition),
            ("из", Said::From),
            ("Рахмет", Said::Everyday(Everyday::Thanks)),
            ("не работает", Said::Everyday(Everyday::Trouble)),
            ("ne rabotaet", Said::Everyday(Everyday::Trouble)),
        ] {
            assert_eq!(said(&words(text)), Some(expected), "{text}");
        }
        assert_eq!(said(&words("Турция")), None);
    }
}
