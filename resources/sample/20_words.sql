-- SPDX-License-Identifier: Apache-2.0
-- The words that names, titles and addresses are made of. Temporary: nothing of this stays in the file.
-- A list is a JSON array in one row of VALUES; json_each numbers its members from 0.

-- One row for each people that buys or writes here: share is out of 64.
CREATE TEMP TABLE people (
  people INTEGER PRIMARY KEY, lang TEXT, country TEXT, share INTEGER, family_first INTEGER,
  given TEXT, family TEXT, given_latin TEXT, family_latin TEXT, streets TEXT, cities TEXT);
-- Yoruba and Vietnamese names are stored decomposed (base letter, then combining marks), all others composed.
INSERT INTO temp.people VALUES
  (0, 'en', 'GB', 13, 0,
   '["Alice", "Ben", "Chloe", "Daniel", "Emma", "Finn", "Grace", "Harry", "Isla", "Jack", "Lily", "Oliver"]',
   '["Ashdown", "Baker", "Carver", "Drake", "Ellison", "Fisher", "Hale", "Marlowe", "Pike", "Sutton", "Thorne", "Whitlock"]',
   '["Alice", "Ben", "Chloe", "Daniel", "Emma", "Finn", "Grace", "Harry", "Isla", "Jack", "Lily", "Oliver"]',
   '["Ashdown", "Baker", "Carver", "Drake", "Ellison", "Fisher", "Hale", "Marlowe", "Pike", "Sutton", "Thorne", "Whitlock"]',
   '["{n} Harbour Street", "{n} Old Ropewalk", "Flat {n}, Lantern Court", "{n} Fishergate"]',
   '["Whitby|YO21 3PU", "Falmouth|TR11 2AB", "Bristol|BS1 5TY", "Leith|EH6 6QQ", "Swansea|SA1 3XL", "Brighton|BN2 1TW"]'),
  (1, 'en', 'IE', 5, 0,
   '["Aoife", "Cian", "Niamh", "Oisín", "Saoirse", "Tadhg", "Róisín", "Séamus"]',
   '["O''Brien", "Ní Mhurchú", "Ó Súilleabháin", "Byrne", "Kelly", "Nolan", "Walsh", "O''Connor"]',
   '["Aoife", "Cian", "Niamh", "Oisin", "Saoirse", "Tadhg", "Roisin", "Seamus"]',
   '["OBrien", "Ni Mhurchu", "O Suilleabhain", "Byrne", "Kelly", "Nolan", "Walsh", "OConnor"]',
   '["{n} Harbour Street", "{n} Old Ropewalk", "Flat {n}, Lantern Court", "{n} Fishergate"]',
   '["Cobh|P24 YX06", "Galway|H91 E9W4", "Dún Laoghaire|A96 V0P3", "Kinsale|P17 RW26"]'),
  (2, 'de', 'DE', 10, 0,
   '["Anna", "Björn", "Clara", "Jürgen", "Käthe", "Lukas", "Maja", "Sören", "Tanja", "Uwe"]',
   '["Groß", "Hansen", "Jäger", "Köhler", "Müller", "Petersen", "Schröder", "Strauß", "Vogel", "Weiß"]',
   '["Anna", "Bjorn", "Clara", "Jurgen", "Kathe", "Lukas", "Maja", "Soren", "Tanja", "Uwe"]',
   '["Gross", "Hansen", "Jager", "Kohler", "Muller", "Petersen", "Schroder", "Strauss", "Vogel", "Weiss"]',
   '["Hafenstraße {n}", "Am Leuchtturm {n}", "Große Fischergasse {n}", "Seemannsweg {n}"]',
   '["Bremerhaven|27568", "Lübeck|23552", "Stralsund|18439", "Hamburg|20457", "Göttingen|37073"]'),
  (3, 'fr', 'FR', 8, 0,
   '["Amélie", "Benoît", "Chloé", "François", "Gaëlle", "Hélène", "Jérôme", "Loïc", "Maëlys", "Noël"]',
   '["Bélanger", "Castagné", "Dupré", "Fontaine", "Guérin", "Lefèvre", "Le Goff", "Moreau", "Pélissier", "Tréguier"]',
   '["Amelie", "Benoit", "Chloe", "Francois", "Gaelle", "Helene", "Jerome", "Loic", "Maelys", "Noel"]',
   '["Belanger", "Castagne", "Dupre", "Fontaine", "Guerin", "Lefevre", "Le Goff", "Moreau", "Pelissier", "Treguier"]',
   '["{n}, quai de l''Étoile", "{n} bis, rue des Pêcheurs", "{n}, place du Marché"]',
   '["Saint-Malo|35400", "La Rochelle|17000", "Sète|34200", "Honfleur|14600", "Besançon|25000"]'),
  (4, 'es', 'ES', 4, 0,
   '["Álvaro", "Begoña", "Inés", "Íñigo", "Lucía", "Martín", "Núria", "Sofía"]',
   '["Castaño", "Domínguez", "Ibáñez", "López", "Muñoz", "Núñez", "Peña", "Zúñiga"]',
   '["Alvaro", "Begona", "Ines", "Inigo", "Lucia", "Martin", "Nuria", "Sofia"]',
   '["Castano", "Dominguez", "Ibanez", "Lopez", "Munoz", "Nunez", "Pena", "Zuniga"]',
   '["Calle del Puerto, {n}", "Paseo Marítimo, {n}", "Plaza de España, {n}"]',
   '["Cádiz|11001", "A Coruña|15001", "Gijón|33201", "Málaga|29001"]'),
  (5, 'pt', 'PT', 4, 0,
   '["Beatriz", "Conceição", "Gonçalo", "Inês", "João", "Luís", "Margarida", "Tomás"]',
   '["Araújo", "Brandão", "Conceição", "Falcão", "Guimarães", "Magalhães", "Simões", "Vasconcelos"]',
   '["Beatriz", "Conceicao", "Goncalo", "Ines", "Joao", "Luis", "Margarida", "Tomas"]',
   '["Araujo", "Brandao", "Conceicao", "Falcao", "Guimaraes", "Magalhaes", "Simoes", "Vasconcelos"]',
   '["Rua do Cais, {n}", "Largo de São João, {n}", "Avenida da Praia, {n}"]',
   '["Porto|4050-513", "Lisboa|1100-148", "Setúbal|2900-328", "Póvoa de Varzim|4490-429"]'),
  (6, 'it', 'IT', 2, 0,
   '["Alessia", "Bruno", "Chiara", "Davide", "Elisabetta", "Niccolò", "Sofia", "Tommaso"]',
   '["Barbieri", "Colombo", "D''Angelo", "Ferraro", "Lo Presti", "Marchetti", "Rinaldi", "Zanetti"]',
   '["Alessia", "Bruno", "Chiara", "Davide", "Elisabetta", "Niccolo", "Sofia", "Tommaso"]',
   '["Barbieri", "Colombo", "DAngelo", "Ferraro", "Lo Presti", "Marchetti", "Rinaldi", "Zanetti"]',
   '["Via del Porto {n}", "Lungomare Nettuno {n}"]',
   '["Genova|16121", "Trieste|34121", "Forlì|47121"]'),
  (7, 'pl', 'PL', 2, 0,
   '["Agnieszka", "Bartłomiej", "Grażyna", "Jędrzej", "Łucja", "Michał", "Paweł", "Zośka"]',
   '["Błaszczyk", "Dąbrowski", "Gołąb", "Jabłoński", "Kołodziej", "Szczęsny", "Świątek", "Żuraw"]',
   '["Agnieszka", "Bartlomiej", "Grazyna", "Jedrzej", "Lucja", "Michal", "Pawel", "Zoska"]',
   '["Blaszczyk", "Dabrowski", "Golab", "Jablonski", "Kolodziej", "Szczesny", "Swiatek", "Zuraw"]',
   '["ul. Żeglarska {n}", "ul. Świętojańska {n}"]',
   '["Gdańsk|80-831", "Łódź|90-001", "Świnoujście|72-600"]'),
  (8, 'sv', 'SE', 2, 0,
   '["Åsa", "Börje", "Elin", "Göran", "Håkan", "Linnéa", "Märta", "Östen"]',
   '["Åkesson", "Björk", "Ekström", "Hägg", "Lindqvist", "Nyström", "Sjöberg", "Öberg"]',
   '["Asa", "Borje", "Elin", "Goran", "Hakan", "Linnea", "Marta", "Osten"]',
   '["Akesson", "Bjork", "Ekstrom", "Hagg", "Lindqvist", "Nystrom", "Sjoberg", "Oberg"]',
   '["Hamngatan {n}", "Sjövägen {n}"]',
   '["Malmö|211 20", "Göteborg|411 03", "Växjö|352 30"]'),
  (9, 'is', 'IS', 1, 0,
   '["Ásdís", "Björk", "Guðrún", "Þórður", "Hrafnhildur", "Sæmundur", "Ægir", "Ýr"]',
   '["Ásgeirsdóttir", "Björnsson", "Guðmundsdóttir", "Hafþórsson", "Jónsdóttir", "Þorsteinsson", "Sigurðardóttir", "Ævarsson"]',
   '["Asdis", "Bjork", "Gudrun", "Thordur", "Hrafnhildur", "Saemundur", "Aegir", "Yr"]',
   '["Asgeirsdottir", "Bjornsson", "Gudmundsdottir", "Hafthorsson", "Jonsdottir", "Thorsteinsson", "Sigurdardottir", "Aevarsson"]',
   '["Hafnargata {n}", "Þórsgata {n}"]',
   '["Reykjavík|101", "Ísafjörður|400", "Höfn|780"]'),
  (10, 'tr', 'TR', 1, 0,
   '["Ayşe", "Çağlar", "Doğan", "Gülşen", "İbrahim", "Işıl", "Özgür", "Şule"]',
   '["Aydın", "Çelik", "Doğru", "Gökçe", "Işık", "Öztürk", "Şahin", "Yıldız"]',
   '["Ayse", "Caglar", "Dogan", "Gulsen", "Ibrahim", "Isil", "Ozgur", "Sule"]',
   '["Aydin", "Celik", "Dogru", "Gokce", "Isik", "Ozturk", "Sahin", "Yildiz"]',
   '["Liman Caddesi No: {n}", "Deniz Sokağı No: {n}"]',
   '["İzmir|35210", "İstanbul|34110", "Ayvalık|10400"]'),
  (11, 'el', 'GR', 2, 0,
   '["Αθηνά", "Γιώργος", "Δήμητρα", "Ελένη", "Ιάσονας", "Κωνσταντίνος", "Νίκη", "Σπύρος"]',
   '["Αγγελόπουλος", "Βασιλείου", "Δημητρίου", "Καζαντζής", "Μαυρομάτης", "Οικονόμου", "Παπαδάκης", "Χατζής"]',
   '["Athina", "Giorgos", "Dimitra", "Eleni", "Iasonas", "Konstantinos", "Niki", "Spyros"]',
   '["Angelopoulos", "Vasileiou", "Dimitriou", "Kazantzis", "Mavromatis", "Oikonomou", "Papadakis", "Chatzis"]',
   '["Οδός Λιμένος {n}", "Ακτή Μιαούλη {n}"]',
   '["Πειραιάς|185 31", "Χανιά|731 32", "Ερμούπολη|841 00"]'),
  (12, 'uk', 'UA', 2, 0,
   '["Богдан", "Ганна", "Євген", "Зоряна", "Іванка", "Олексій", "Соломія", "Юрій"]',
   '["Бондаренко", "Гриценко", "Їжакевич", "Ковальчук", "Лисенко", "Мельник", "Шевчук", "Яременко"]',
   '["Bohdan", "Hanna", "Yevhen", "Zoriana", "Ivanka", "Oleksii", "Solomiia", "Yurii"]',
   '["Bondarenko", "Hrytsenko", "Yizhakevych", "Kovalchuk", "Lysenko", "Melnyk", "Shevchuk", "Yaremenko"]',
   '["вул. Портова, {n}", "вул. Лесі Українки, {n}"]',
   '["Одеса|65026", "Львів|79008", "Київ|01001"]'),
  (13, 'ar', 'EG', 1, 0,
   '["أمينة", "خالد", "ليلى", "محمود", "نادية", "سامي", "فاطمة", "يوسف"]',
   '["الحداد", "البحري", "الصياد", "النجار", "المصري", "السكندري", "العطار", "القاضي"]',
   '["Amina", "Khaled", "Layla", "Mahmoud", "Nadia", "Sami", "Fatima", "Youssef"]',
   '["AlHaddad", "AlBahri", "AlSayyad", "AlNaggar", "AlMasri", "AlSakandari", "AlAttar", "AlQadi"]',
   '["شارع الميناء {n}", "طريق الكورنيش {n}"]',
   '["الإسكندرية|21500", "بورسعيد|42511", "القاهرة|11511"]'),
  (14, 'he', 'IL', 1, 0,
   '["אביגיל", "דוד", "חנה", "יעל", "משה", "נעמי", "רות", "שלמה"]',
   '["אברהם", "בן־דוד", "ברק", "גולן", "כהן", "לוי", "מזרחי", "פרץ"]',
   '["Avigail", "David", "Hana", "Yael", "Moshe", "Naomi", "Rut", "Shlomo"]',
   '["Avraham", "BenDavid", "Barak", "Golan", "Cohen", "Levi", "Mizrahi", "Peretz"]',
   '["רחוב הנמל {n}", "שדרות הים {n}"]',
   '["חיפה|3303139", "יפו|6803501", "ירושלים|9414001"]'),
  (15, 'zh', 'CN', 1, 1,
   '["海燕", "明", "晓雨", "志强", "思远", "丽华", "子涵", "文博"]',
   '["王", "李", "张", "陈", "林", "黄", "欧阳", "司马"]',
   '["Haiyan", "Ming", "Xiaoyu", "Zhiqiang", "Siyuan", "Lihua", "Zihan", "Wenbo"]',
   '["Wang", "Li", "Zhang", "Chen", "Lin", "Huang", "Ouyang", "Sima"]',
   '["海港路{n}号", "灯塔街{n}号"]',
   '["青岛|266000", "厦门|361000", "上海|200000"]'),
  (16, 'ja', 'JP', 1, 1,
   '["翔太", "陽菜", "さくら", "ケンジ", "美咲", "大輔", "結衣", "蓮"]',
   '["𠮷田", "髙橋", "田中", "港", "灯台守", "渡邊", "佐々木", "小鳥遊"]',
   '["Shota", "Hina", "Sakura", "Kenji", "Misaki", "Daisuke", "Yui", "Ren"]',
   '["Yoshida", "Takahashi", "Tanaka", "Minato", "Todaimori", "Watanabe", "Sasaki", "Takanashi"]',
   '["港町{n}丁目", "海岸通{n}番地"]',
   '["横浜市|231-0001", "神戸市|650-0042", "函館市|040-0053"]'),
  (17, 'ko', 'KR', 1, 1,
   '["서연", "민준", "지우", "하늘", "은지", "도윤", "바다", "수빈"]',
   '["김", "이", "박", "최", "정", "강", "남궁", "황보"]',
   '["Seoyeon", "Minjun", "Jiu", "Haneul", "Eunji", "Doyun", "Bada", "Subin"]',
   '["Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Namgung", "Hwangbo"]',
   '["항구로 {n}", "등대길 {n}"]',
   '["부산|48943", "인천|22328", "여수|59729"]'),
  (18, 'hi', 'IN', 1, 0,
   '["अनन्या", "आरव", "ईशा", "कबीर", "मीरा", "रोहन", "सागर", "श्रेया"]',
   '["शर्मा", "वर्मा", "पटेल", "सिंह", "जोशी", "मुखर्जी", "नायर", "ठाकुर"]',
   '["Ananya", "Aarav", "Isha", "Kabir", "Meera", "Rohan", "Sagar", "Shreya"]',
   '["Sharma", "Verma", "Patel", "Singh", "Joshi", "Mukherjee", "Nair", "Thakur"]',
   '["बंदरगाह मार्ग {n}", "सागर तट रोड {n}"]',
   '["कोच्चि|682001", "मुंबई|400001", "विशाखापत्तनम|530001"]'),
  (19, 'vi', 'VN', 1, 0,
   '["Ánh", "Đức", "Hằng", "Minh", "Ngọc", "Phượng", "Thảo", "Tuấn"]',
   '["Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi", "Đỗ", "Hồ"]',
   '["Anh", "Duc", "Hang", "Minh", "Ngoc", "Phuong", "Thao", "Tuan"]',
   '["Nguyen", "Tran", "Le", "Pham", "Dang", "Bui", "Do", "Ho"]',
   '["{n} Đường Bến Cảng", "{n} Phố Biển"]',
   '["Đà Nẵng|550000", "Hải Phòng|180000", "Cần Thơ|"]'),
  (20, 'yo', 'NG', 1, 0,
   '["Adébáyò", "Ọláńrewájú", "Fọlákẹ́", "Ìyábọ̀", "Ṣọlá", "Títílayọ̀", "Ọmọ́tọ́lá", "Kẹ́hìndé"]',
   '["Adéyẹmí", "Ọbásanjọ́", "Ṣóyínká", "Akínwándé", "Ọlátúnjí", "Ògúnlẹ́yẹ", "Balógun", "Fálọ́lá"]',
   '["Adebayo", "Olanrewaju", "Folake", "Iyabo", "Sola", "Titilayo", "Omotola", "Kehinde"]',
   '["Adeyemi", "Obasanjo", "Soyinka", "Akinwande", "Olatunji", "Ogunleye", "Balogun", "Falola"]',
   '["{n} Òpópónà Etíkun", "{n} Marina Road"]',
   '["Èkó|100001", "Ìbàdàn|200001", "Warri|"]');

CREATE TEMP TABLE given (people INTEGER, i INTEGER, name TEXT, latin TEXT, PRIMARY KEY (people, i)) WITHOUT ROWID;
INSERT INTO temp.given
SELECT p.people, g.key, g.value, json_extract(p.given_latin, '$[' || g.key || ']')
FROM temp.people AS p, json_each(p.given) AS g;

CREATE TEMP TABLE family (people INTEGER, i INTEGER, name TEXT, latin TEXT, PRIMARY KEY (people, i)) WITHOUT ROWID;
INSERT INTO temp.family
SELECT p.people, f.key, f.value, json_extract(p.family_latin, '$[' || f.key || ']')
FROM temp.people AS p, json_each(p.family) AS f;

-- A city with its postcode; the postcode may be missing.
CREATE TEMP TABLE town (people INTEGER, i INTEGER, city TEXT, postcode TEXT, PRIMARY KEY (people, i)) WITHOUT ROWID;
INSERT INTO temp.town
SELECT p.people, c.key, substr(c.value, 1, instr(c.value, '|') - 1), nullif(substr(c.value, instr(c.value, '|') + 1), '')
FROM temp.people AS p, json_each(p.cities) AS c;

-- A street with {n} where the house number goes.
CREATE TEMP TABLE street (people INTEGER, i INTEGER, text TEXT, PRIMARY KEY (people, i)) WITHOUT ROWID;
INSERT INTO temp.street
SELECT p.people, s.key, s.value FROM temp.people AS p, json_each(p.streets) AS s;

-- The 64 shares, one row each, and the sizes of the lists.
CREATE TEMP TABLE crowd (
  slot INTEGER PRIMARY KEY, people INTEGER, lang TEXT, country TEXT, family_first INTEGER,
  givens INTEGER, families INTEGER, towns INTEGER, streets INTEGER);
INSERT INTO temp.crowd
WITH RECURSIVE share(people, k) AS (
  SELECT people, 1 FROM temp.people
  UNION ALL
  SELECT s.people, s.k + 1 FROM share AS s JOIN temp.people AS p USING (people) WHERE s.k < p.share)
SELECT row_number() OVER (ORDER BY s.people, s.k) - 1, s.people, p.lang, p.country, p.family_first,
       json_array_length(p.given), json_array_length(p.family), json_array_length(p.cities), json_array_length(p.streets)
FROM share AS s JOIN temp.people AS p USING (people);

-- Titles: one of the first parts, the gap, one of the second parts.
CREATE TEMP TABLE title_words (lang TEXT PRIMARY KEY, gap TEXT, first TEXT, second TEXT) WITHOUT ROWID;
INSERT INTO temp.title_words VALUES
  ('en', ' ',
   '["The Lighthouse", "The Cartographer", "A Quiet Tide", "The Salt Road", "Letters", "The Drowned Bell", "The Last Ferry", "Nine Lanterns", "The Glass Anchor", "A Map", "The Herring Year", "The Tidekeeper", "Winter Light", "The Paper Boats", "The Long Quay", "Small Weather", "The Ropemaker''s Daughter", "The Blue Hour", "The Customs House", "An Inventory", "Eleven Buoys", "The Widow''s Walk", "The Storm Glass", "Hollow Reeds", "The Ferryman''s Ledger", "A Grammar", "The Whale Clock", "Half a Compass", "The Kelp Cutter", "The Orchard", "Low Water", "The Signal House", "The Pilot''s Wife", "Thirty Winters", "The Bookbinder", "A Chorus", "The Pearl Thief", "The Night Mail"]',
   '["of Saint Brannoc", "at the End of the Pier", "for the Drowned", "in a Foreign Harbour", "without a Name", "and Other Islands", "of Lost Ships", "beyond the Breakwater", "from the North", "under the Fog", "in November", "that Nobody Drew", "after the Storm", "between Two Wars", "by the Western Sea", "of Ink and Salt", "on Gull Lane", "before the Ice", "and the Moon", "in the Estuary", "of Tern Island", "without Shadows", "from Elsewhere", "at Slack Tide", "of Forgotten Songs", "for Beginners", "over the Sound", "in Translation", "of My Mother", "beneath the Cliffs", "under Glass", "and the Sea", "at Low Lights", "of Quiet Things", "for Two Voices", "in the Marshes", "of the Outer Banks", "along the Mole"]'),
  ('de', ' ',
   '["Der Leuchtturm", "Das stille Wasser", "Die Kapitänin", "Der letzte Lotse", "Eine Flaschenpost", "Die Möwen", "Das Logbuch", "Der Nebel", "Nordlicht", "Die Bücherwärterin", "Ein Koffer", "Die Hafenmeisterin", "Der Winter", "Zwölf Briefe", "Die Schwimmerin", "Der Kompass"]',
   '["von Süderoog", "im Übermorgen", "am Ende der Straße", "ohne Wörterbuch", "aus dem Eismeer", "für Anfänger", "über den Dächern", "zwischen den Jahren", "hinter dem Deich", "und das Öl", "im Watt", "von Rügen", "ohne Grüße", "nach der Flut", "für Elisabeth", "im Frühling"]'),
  ('fr', ' ',
   '["Le phare", "La marée", "L''île", "Les naufragés", "Le capitaine", "L''été", "La librairie", "Une lettre", "Le vieux port", "L''œil", "La nuit", "Les oiseaux", "Le retour", "La fille", "Un hiver"]',
   '["de la mer d''Iroise", "sans mémoire", "au bout du môle", "des âmes perdues", "qui n''existait pas", "à l''envers", "de ma sœur", "en hiver", "du côté de l''estuaire", "et le goéland", "de Noël", "à Saint-Malo", "sans étoiles", "de la falaise", "après la tempête", "entre deux rives"]'),
  ('es', ' ',
   '["El faro", "La niña", "El último barco", "La sombra", "Los peces", "El otoño", "La isla", "El señor"]',
   '["de la niebla", "que leía el mar", "del año pasado", "de los náufragos", "sin corazón", "en Cádiz", "y la sirena", "del muelle viejo"]'),
  ('pt', ' ',
   '["O farol", "A maré", "O coração", "As gaivotas", "O livreiro", "A estação", "Os pescadores", "A canção"]',
   '["da saudade", "de Lisboa", "das ilhas", "sem nação", "do capitão", "à beira-mar", "da avó", "e o pão"]'),
  ('it', ' ',
   '["Il faro", "La città", "Il mare", "Le isole", "Il libraio", "L''ultima nave"]',
   '["di Trieste", "perché no", "senza tempo", "di mezzanotte", "e la felicità", "d''inverno"]'),
  ('pl', ' ',
   '["Latarnia", "Rybak", "Książka", "Wyspa", "Świt", "Żagiel"]',
   '["na końcu świata", "z Gdańska", "bez imienia", "pod śniegiem", "i łódź", "mojego dziadka"]'),
  ('sv', ' ',
   '["Fyren", "Ön", "Sjömannen", "Havet", "Bokhandeln", "Vågorna"]',
   '["vid Öresund", "utan namn", "från Åland", "på natten", "i höst", "och måsen"]'),
  ('is', ' ',
   '["Vitinn", "Hafið", "Þögnin", "Bókin", "Ísinn", "Sjómaðurinn"]',
   '["við fjörðinn", "án orða", "úr norðri", "í þokunni", "og hrafninn", "á Ströndum"]'),
  ('tr', ' ',
   '["Sisli", "Kayıp", "Son", "Gümüş", "Uzak", "Eski"]',
   '["Deniz Feneri", "Liman", "Mektup", "Balıkçı", "Gökyüzü", "Kıyı Şarkısı"]'),
  ('el', ' ',
   '["Ο φάρος", "Η θάλασσα", "Το νησί", "Ο ναύτης", "Τα κύματα", "Η βιβλιοθήκη"]',
   '["της νύχτας", "χωρίς όνομα", "των χαμένων", "του βορρά", "και ο γλάρος", "στην άκρη του κόσμου"]'),
  ('uk', ' ',
   '["Маяк", "Останній корабель", "Тиша", "Листи", "Острів", "Чайка"]',
   '["на краю світу", "без імені", "з Одеси", "під снігом", "і море", "моєї бабусі"]'),
  ('ar', ' ',
   '["منارة", "أغنية", "رسائل", "ذاكرة", "ليل", "مكتبة"]',
   '["البحر البعيد", "الميناء القديم", "الصياد الأخير", "الإسكندرية", "بلا عنوان", "الغرباء"]'),
  ('he', ' ',
   '["המגדלור", "הים", "האי", "מכתבים", "הספן", "שירי"]',
   '["של הלילה", "ללא שם", "בסוף העולם", "מיפו", "והשחף", "של סבתא"]'),
  ('zh', '',
   '["雾中的", "海边的", "最后的", "无名的", "北方的", "纸上的"]',
   '["灯塔", "书店", "渔船", "岛屿", "信", "潮汐"]'),
  ('ja', '',
   '["霧の", "最後の", "港の", "名もなき", "真夜中の", "猫と"]',
   '["灯台", "本屋", "船乗り", "手紙", "島", "カモメ食堂"]'),
  ('ko', ' ',
   '["안개 속의", "마지막", "이름 없는", "겨울", "할머니의", "먼"]',
   '["등대", "서점", "항구", "편지", "섬", "갈매기"]'),
  ('hi', ' ',
   '["समुद्र का", "आख़िरी", "खोया हुआ", "रात का", "पुराना", "सपनों का"]',
   '["दीपस्तंभ", "जहाज़", "द्वीप", "बंदरगाह", "ख़त", "किताबघर"]'),
  ('vi', ' ',
   '["Ngọn hải đăng", "Biển", "Hòn đảo", "Bức thư", "Người đánh cá", "Hiệu sách"]',
   '["cuối trời", "không tên", "trong sương mù", "mùa đông", "của mẹ", "và chim hải âu"]'),
  ('yo', ' ',
   '["Ilé ìmọ́lẹ̀", "Òkun", "Erékùṣù", "Ìwé", "Apẹja", "Orin"]',
   '["ní òru", "tí kò lórúkọ", "láti àríwá", "ti ìyá mi", "àti ẹyẹ", "ìkẹyìn"]');

CREATE TEMP TABLE title (lang TEXT, i INTEGER, title TEXT, PRIMARY KEY (lang, i)) WITHOUT ROWID;
INSERT INTO temp.title
SELECT t.lang, a.key * json_array_length(t.second) + b.key, a.value || t.gap || b.value
FROM temp.title_words AS t, json_each(t.first) AS a, json_each(t.second) AS b;
