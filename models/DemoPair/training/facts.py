"""Real-world facts as lists of tuples, plain ASCII. Run this file to check the facts."""

def _t(text, *ints):
    """Splits text into tuples at line breaks and ';', and into fields at '|'; the columns in `ints` become int."""
    rows = []
    for part in text.replace("\n", ";").split(";"):
        if part.strip():
            f = [x.strip() for x in part.split("|")]
            rows.append(tuple(int(x) if i in ints else x for i, x in enumerate(f)))
    return rows

# (country, capital, currency, language, continent, demonym)
COUNTRIES = _t("""
Afghanistan|Kabul|afghani|Dari|Asia|Afghan
Albania|Tirana|lek|Albanian|Europe|Albanian
Algeria|Algiers|dinar|Arabic|Africa|Algerian
Andorra|Andorra la Vella|euro|Catalan|Europe|Andorran
Angola|Luanda|kwanza|Portuguese|Africa|Angolan
Antigua and Barbuda|Saint John's|dollar|English|North America|Antiguan
Argentina|Buenos Aires|peso|Spanish|South America|Argentine
Armenia|Yerevan|dram|Armenian|Asia|Armenian
Australia|Canberra|dollar|English|Oceania|Australian
Austria|Vienna|euro|German|Europe|Austrian
Azerbaijan|Baku|manat|Azerbaijani|Asia|Azerbaijani
Bahamas|Nassau|dollar|English|North America|Bahamian
Bahrain|Manama|dinar|Arabic|Asia|Bahraini
Bangladesh|Dhaka|taka|Bengali|Asia|Bangladeshi
Barbados|Bridgetown|dollar|English|North America|Barbadian
Belarus|Minsk|ruble|Russian|Europe|Belarusian
Belgium|Brussels|euro|Dutch|Europe|Belgian
Belize|Belmopan|dollar|English|North America|Belizean
Benin|Porto-Novo|franc|French|Africa|Beninese
Bhutan|Thimphu|ngultrum|Dzongkha|Asia|Bhutanese
Bolivia|Sucre|boliviano|Spanish|South America|Bolivian
Bosnia and Herzegovina|Sarajevo|mark|Bosnian|Europe|Bosnian
Botswana|Gaborone|pula|Tswana|Africa|Botswanan
Brazil|Brasilia|real|Portuguese|South America|Brazilian
Brunei|Bandar Seri Begawan|dollar|Malay|Asia|Bruneian
Bulgaria|Sofia|euro|Bulgarian|Europe|Bulgarian
Burkina Faso|Ouagadougou|franc|French|Africa|Burkinabe
Burundi|Gitega|franc|Kirundi|Africa|Burundian
Cambodia|Phnom Penh|riel|Khmer|Asia|Cambodian
Cameroon|Yaounde|franc|French|Africa|Cameroonian
Canada|Ottawa|dollar|English|North America|Canadian
Cape Verde|Praia|escudo|Portuguese|Africa|Cape Verdean
Central African Republic|Bangui|franc|Sango|Africa|Central African
Chad|N'Djamena|franc|Arabic|Africa|Chadian
Chile|Santiago|peso|Spanish|South America|Chilean
China|Beijing|yuan|Mandarin|Asia|Chinese
Colombia|Bogota|peso|Spanish|South America|Colombian
Comoros|Moroni|franc|Comorian|Africa|Comorian
Costa Rica|San Jose|colon|Spanish|North America|Costa Rican
Croatia|Zagreb|euro|Croatian|Europe|Croatian
Cuba|Havana|peso|Spanish|North America|Cuban
Cyprus|Nicosia|euro|Greek|Europe|Cypriot
Czech Republic|Prague|koruna|Czech|Europe|Czech
Democratic Republic of the Congo|Kinshasa|franc|French|Africa|Congolese
Denmark|Copenhagen|krone|Danish|Europe|Danish
Djibouti|Djibouti City|franc|Somali|Africa|Djiboutian
Dominica|Roseau|dollar|English|North America|Dominican
Dominican Republic|Santo Domingo|peso|Spanish|North America|Dominican
East Timor|Dili|dollar|Tetum|Asia|Timorese
Ecuador|Quito|dollar|Spanish|South America|Ecuadorian
Egypt|Cairo|pound|Arabic|Africa|Egyptian
El Salvador|San Salvador|dollar|Spanish|North America|Salvadoran
Equatorial Guinea|Malabo|franc|Spanish|Africa|Equatoguinean
Eritrea|Asmara|nakfa|Tigrinya|Africa|Eritrean
Estonia|Tallinn|euro|Estonian|Europe|Estonian
Eswatini|Mbabane|lilangeni|Swazi|Africa|Swazi
Ethiopia|Addis Ababa|birr|Amharic|Africa|Ethiopian
Fiji|Suva|dollar|English|Oceania|Fijian
Finland|Helsinki|euro|Finnish|Europe|Finnish
France|Paris|euro|French|Europe|French
Gabon|Libreville|franc|French|Africa|Gabonese
Gambia|Banjul|dalasi|English|Africa|Gambian
Georgia|Tbilisi|lari|Georgian|Asia|Georgian
Germany|Berlin|euro|German|Europe|German
Ghana|Accra|cedi|English|Africa|Ghanaian
Greece|Athens|euro|Greek|Europe|Greek
Grenada|Saint George's|dollar|English|North America|Grenadian
Guatemala|Guatemala City|quetzal|Spanish|North America|Guatemalan
Guinea|Conakry|franc|French|Africa|Guinean
Guinea-Bissau|Bissau|franc|Portuguese|Africa|Bissau-Guinean
Guyana|Georgetown|dollar|English|South America|Guyanese
Haiti|Port-au-Prince|gourde|Haitian Creole|North America|Haitian
Honduras|Tegucigalpa|lempira|Spanish|North America|Honduran
Hungary|Budapest|forint|Hungarian|Europe|Hungarian
Iceland|Reykjavik|krona|Icelandic|Europe|Icelandic
India|New Delhi|rupee|Hindi|Asia|Indian
Indonesia|Jakarta|rupiah|Indonesian|Asia|Indonesian
Iran|Tehran|rial|Persian|Asia|Iranian
Iraq|Baghdad|dinar|Arabic|Asia|Iraqi
Ireland|Dublin|euro|English|Europe|Irish
Israel|Jerusalem|shekel|Hebrew|Asia|Israeli
Italy|Rome|euro|Italian|Europe|Italian
Ivory Coast|Yamoussoukro|franc|French|Africa|Ivorian
Jamaica|Kingston|dollar|English|North America|Jamaican
Japan|Tokyo|yen|Japanese|Asia|Japanese
Jordan|Amman|dinar|Arabic|Asia|Jordanian
Kazakhstan|Astana|tenge|Kazakh|Asia|Kazakh
Kenya|Nairobi|shilling|Swahili|Africa|Kenyan
Kiribati|South Tarawa|dollar|Gilbertese|Oceania|I-Kiribati
Kosovo|Pristina|euro|Albanian|Europe|Kosovar
Kuwait|Kuwait City|dinar|Arabic|Asia|Kuwaiti
Kyrgyzstan|Bishkek|som|Kyrgyz|Asia|Kyrgyz
Laos|Vientiane|kip|Lao|Asia|Laotian
Latvia|Riga|euro|Latvian|Europe|Latvian
Lebanon|Beirut|pound|Arabic|Asia|Lebanese
Lesotho|Maseru|loti|Sesotho|Africa|Basotho
Liberia|Monrovia|dollar|English|Africa|Liberian
Libya|Tripoli|dinar|Arabic|Africa|Libyan
Liechtenstein|Vaduz|franc|German|Europe|Liechtensteiner
Lithuania|Vilnius|euro|Lithuanian|Europe|Lithuanian
Luxembourg|Luxembourg City|euro|Luxembourgish|Europe|Luxembourger
Madagascar|Antananarivo|ariary|Malagasy|Africa|Malagasy
Malawi|Lilongwe|kwacha|Chichewa|Africa|Malawian
Malaysia|Kuala Lumpur|ringgit|Malay|Asia|Malaysian
Maldives|Male|rufiyaa|Dhivehi|Asia|Maldivian
Mali|Bamako|franc|Bambara|Africa|Malian
Malta|Valletta|euro|Maltese|Europe|Maltese
Marshall Islands|Majuro|dollar|Marshallese|Oceania|Marshallese
Mauritania|Nouakchott|ouguiya|Arabic|Africa|Mauritanian
Mauritius|Port Louis|rupee|Mauritian Creole|Africa|Mauritian
Mexico|Mexico City|peso|Spanish|North America|Mexican
Micronesia|Palikir|dollar|English|Oceania|Micronesian
Moldova|Chisinau|leu|Romanian|Europe|Moldovan
Monaco|Monaco|euro|French|Europe|Monegasque
Mongolia|Ulaanbaatar|tugrik|Mongolian|Asia|Mongolian
Montenegro|Podgorica|euro|Montenegrin|Europe|Montenegrin
Morocco|Rabat|dirham|Arabic|Africa|Moroccan
Mozambique|Maputo|metical|Portuguese|Africa|Mozambican
Myanmar|Naypyidaw|kyat|Burmese|Asia|Burmese
Namibia|Windhoek|dollar|English|Africa|Namibian
Nauru|Yaren|dollar|Nauruan|Oceania|Nauruan
Nepal|Kathmandu|rupee|Nepali|Asia|Nepali
Netherlands|Amsterdam|euro|Dutch|Europe|Dutch
New Zealand|Wellington|dollar|English|Oceania|New Zealander
Nicaragua|Managua|cordoba|Spanish|North America|Nicaraguan
Niger|Niamey|franc|Hausa|Africa|Nigerien
Nigeria|Abuja|naira|English|Africa|Nigerian
North Korea|Pyongyang|won|Korean|Asia|North Korean
North Macedonia|Skopje|denar|Macedonian|Europe|Macedonian
Norway|Oslo|krone|Norwegian|Europe|Norwegian
Oman|Muscat|rial|Arabic|Asia|Omani
Pakistan|Islamabad|rupee|Urdu|Asia|Pakistani
Palau|Ngerulmud|dollar|Palauan|Oceania|Palauan
Palestine|Ramallah|shekel|Arabic|Asia|Palestinian
Panama|Panama City|balboa|Spanish|North America|Panamanian
Papua New Guinea|Port Moresby|kina|Tok Pisin|Oceania|Papua New Guinean
Paraguay|Asuncion|guarani|Spanish|South America|Paraguayan
Peru|Lima|sol|Spanish|South America|Peruvian
Philippines|Manila|peso|Filipino|Asia|Filipino
Poland|Warsaw|zloty|Polish|Europe|Polish
Portugal|Lisbon|euro|Portuguese|Europe|Portuguese
Qatar|Doha|riyal|Arabic|Asia|Qatari
Republic of the Congo|Brazzaville|franc|French|Africa|Congolese
Romania|Bucharest|leu|Romanian|Europe|Romanian
Russia|Moscow|ruble|Russian|Europe|Russian
Rwanda|Kigali|franc|Kinyarwanda|Africa|Rwandan
Saint Kitts and Nevis|Basseterre|dollar|English|North America|Kittitian
Saint Lucia|Castries|dollar|English|North America|Saint Lucian
Saint Vincent and the Grenadines|Kingstown|dollar|English|North America|Vincentian
Samoa|Apia|tala|Samoan|Oceania|Samoan
San Marino|San Marino|euro|Italian|Europe|Sammarinese
Sao Tome and Principe|Sao Tome|dobra|Portuguese|Africa|Santomean
Saudi Arabia|Riyadh|riyal|Arabic|Asia|Saudi
Senegal|Dakar|franc|Wolof|Africa|Senegalese
Serbia|Belgrade|dinar|Serbian|Europe|Serbian
Seychelles|Victoria|rupee|Seychellois Creole|Africa|Seychellois
Sierra Leone|Freetown|leone|English|Africa|Sierra Leonean
Singapore|Singapore|dollar|English|Asia|Singaporean
Slovakia|Bratislava|euro|Slovak|Europe|Slovak
Slovenia|Ljubljana|euro|Slovene|Europe|Slovenian
Solomon Islands|Honiara|dollar|English|Oceania|Solomon Islander
Somalia|Mogadishu|shilling|Somali|Africa|Somali
South Africa|Pretoria|rand|Zulu|Africa|South African
South Korea|Seoul|won|Korean|Asia|South Korean
South Sudan|Juba|pound|English|Africa|South Sudanese
Spain|Madrid|euro|Spanish|Europe|Spanish
Sri Lanka|Sri Jayawardenepura Kotte|rupee|Sinhala|Asia|Sri Lankan
Sudan|Khartoum|pound|Arabic|Africa|Sudanese
Suriname|Paramaribo|dollar|Dutch|South America|Surinamese
Sweden|Stockholm|krona|Swedish|Europe|Swedish
Switzerland|Bern|franc|German|Europe|Swiss
Syria|Damascus|pound|Arabic|Asia|Syrian
Taiwan|Taipei|dollar|Mandarin|Asia|Taiwanese
Tajikistan|Dushanbe|somoni|Tajik|Asia|Tajik
Tanzania|Dodoma|shilling|Swahili|Africa|Tanzanian
Thailand|Bangkok|baht|Thai|Asia|Thai
Togo|Lome|franc|French|Africa|Togolese
Tonga|Nuku'alofa|paanga|Tongan|Oceania|Tongan
Trinidad and Tobago|Port of Spain|dollar|English|North America|Trinidadian
Tunisia|Tunis|dinar|Arabic|Africa|Tunisian
Turkey|Ankara|lira|Turkish|Asia|Turkish
Turkmenistan|Ashgabat|manat|Turkmen|Asia|Turkmen
Tuvalu|Funafuti|dollar|Tuvaluan|Oceania|Tuvaluan
Uganda|Kampala|shilling|English|Africa|Ugandan
Ukraine|Kyiv|hryvnia|Ukrainian|Europe|Ukrainian
United Arab Emirates|Abu Dhabi|dirham|Arabic|Asia|Emirati
United Kingdom|London|pound|English|Europe|British
United States|Washington|dollar|English|North America|American
Uruguay|Montevideo|peso|Spanish|South America|Uruguayan
Uzbekistan|Tashkent|som|Uzbek|Asia|Uzbek
Vanuatu|Port Vila|vatu|Bislama|Oceania|Ni-Vanuatu
Vatican City|Vatican City|euro|Italian|Europe|Vatican
Venezuela|Caracas|bolivar|Spanish|South America|Venezuelan
Vietnam|Hanoi|dong|Vietnamese|Asia|Vietnamese
Yemen|Sanaa|rial|Arabic|Asia|Yemeni
Zambia|Lusaka|kwacha|English|Africa|Zambian
Zimbabwe|Harare|dollar|Shona|Africa|Zimbabwean
""")

# countries written with "the" in a sentence
THE_COUNTRIES = {
    "Bahamas", "Central African Republic", "Comoros", "Czech Republic",
    "Democratic Republic of the Congo", "Dominican Republic", "Gambia",
    "Maldives", "Marshall Islands", "Netherlands", "Philippines", "Republic of the Congo",
    "Seychelles", "Solomon Islands", "United Arab Emirates", "United Kingdom", "United States",
}

# (state, capital, postal abbreviation, nickname without "the")
US_STATES = _t("""
Alabama|Montgomery|AL|Yellowhammer State
Alaska|Juneau|AK|Last Frontier
Arizona|Phoenix|AZ|Grand Canyon State
Arkansas|Little Rock|AR|Natural State
California|Sacramento|CA|Golden State
Colorado|Denver|CO|Centennial State
Connecticut|Hartford|CT|Constitution State
Delaware|Dover|DE|First State
Florida|Tallahassee|FL|Sunshine State
Georgia|Atlanta|GA|Peach State
Hawaii|Honolulu|HI|Aloha State
Idaho|Boise|ID|Gem State
Illinois|Springfield|IL|Prairie State
Indiana|Indianapolis|IN|Hoosier State
Iowa|Des Moines|IA|Hawkeye State
Kansas|Topeka|KS|Sunflower State
Kentucky|Frankfort|KY|Bluegrass State
Louisiana|Baton Rouge|LA|Pelican State
Maine|Augusta|ME|Pine Tree State
Maryland|Annapolis|MD|Old Line State
Massachusetts|Boston|MA|Bay State
Michigan|Lansing|MI|Great Lakes State
Minnesota|Saint Paul|MN|North Star State
Mississippi|Jackson|MS|Magnolia State
Missouri|Jefferson City|MO|Show-Me State
Montana|Helena|MT|Treasure State
Nebraska|Lincoln|NE|Cornhusker State
Nevada|Carson City|NV|Silver State
New Hampshire|Concord|NH|Granite State
New Jersey|Trenton|NJ|Garden State
New Mexico|Santa Fe|NM|Land of Enchantment
New York|Albany|NY|Empire State
North Carolina|Raleigh|NC|Tar Heel State
North Dakota|Bismarck|ND|Peace Garden State
Ohio|Columbus|OH|Buckeye State
Oklahoma|Oklahoma City|OK|Sooner State
Oregon|Salem|OR|Beaver State
Pennsylvania|Harrisburg|PA|Keystone State
Rhode Island|Providence|RI|Ocean State
South Carolina|Columbia|SC|Palmetto State
South Dakota|Pierre|SD|Mount Rushmore State
Tennessee|Nashville|TN|Volunteer State
Texas|Austin|TX|Lone Star State
Utah|Salt Lake City|UT|Beehive State
Vermont|Montpelier|VT|Green Mountain State
Virginia|Richmond|VA|Old Dominion
Washington|Olympia|WA|Evergreen State
West Virginia|Charleston|WV|Mountain State
Wisconsin|Madison|WI|Badger State
Wyoming|Cheyenne|WY|Equality State
""")

# (element, symbol, atomic number, category)
_CATS = {"n": "nonmetal", "g": "noble gas", "a": "alkali metal", "e": "alkaline earth metal",
         "m": "metalloid", "h": "halogen", "p": "post-transition metal", "t": "transition metal",
         "l": "lanthanide", "c": "actinide"}
_EL = """hydrogen H n;helium He g;lithium Li a;beryllium Be e;boron B m;carbon C n;nitrogen N n;oxygen O n
fluorine F h;neon Ne g;sodium Na a;magnesium Mg e;aluminum Al p;silicon Si m;phosphorus P n;sulfur S n
chlorine Cl h;argon Ar g;potassium K a;calcium Ca e;scandium Sc t;titanium Ti t;vanadium V t;chromium Cr t
manganese Mn t;iron Fe t;cobalt Co t;nickel Ni t;copper Cu t;zinc Zn t;gallium Ga p;germanium Ge m
arsenic As m;selenium Se n;bromine Br h;krypton Kr g;rubidium Rb a;strontium Sr e;yttrium Y t;zirconium Zr t
niobium Nb t;molybdenum Mo t;technetium Tc t;ruthenium Ru t;rhodium Rh t;palladium Pd t;silver Ag t;cadmium Cd t
indium In p;tin Sn p;antimony Sb m;tellurium Te m;iodine I h;xenon Xe g;cesium Cs a;barium Ba e
lanthanum La l;cerium Ce l;praseodymium Pr l;neodymium Nd l;promethium Pm l;samarium Sm l;europium Eu l
gadolinium Gd l;terbium Tb l;dysprosium Dy l;holmium Ho l;erbium Er l;thulium Tm l;ytterbium Yb l;lutetium Lu l
hafnium Hf t;tantalum Ta t;tungsten W t;rhenium Re t;osmium Os t;iridium Ir t;platinum Pt t;gold Au t;mercury Hg t
thallium Tl p;lead Pb p;bismuth Bi p;polonium Po p;astatine At h;radon Rn g;francium Fr a;radium Ra e
actinium Ac c;thorium Th c;protactinium Pa c;uranium U c;neptunium Np c;plutonium Pu c;americium Am c;curium Cm c
berkelium Bk c;californium Cf c;einsteinium Es c;fermium Fm c;mendelevium Md c;nobelium No c;lawrencium Lr c
rutherfordium Rf t;dubnium Db t;seaborgium Sg t;bohrium Bh t;hassium Hs t;meitnerium Mt t;darmstadtium Ds t
roentgenium Rg t;copernicium Cn t;nihonium Nh p;flerovium Fl p;moscovium Mc p;livermorium Lv p;tennessine Ts h
oganesson Og g"""
ELEMENTS = [(n, s, z, _CATS[c]) for z, (n, s, c) in
            enumerate((x.split() for x in _EL.replace("\n", ";").split(";")), 1)]

# (animal, young)
ANIMAL_YOUNG = _t("""dog|puppy;cat|kitten;cow|calf;horse|foal;sheep|lamb;goat|kid;pig|piglet;chicken|chick
duck|duckling;goose|gosling;swan|cygnet;bear|cub;lion|cub;tiger|cub;wolf|pup;fox|kit;deer|fawn;kangaroo|joey
koala|joey;frog|tadpole;toad|tadpole;butterfly|caterpillar;owl|owlet;eagle|eaglet;pigeon|squab;elephant|calf;whale|calf
dolphin|calf;seal|pup;shark|pup;rabbit|kit;hare|leveret;eel|elver;fish|fry;spider|spiderling;turtle|hatchling
crocodile|hatchling;monkey|infant;gorilla|infant;giraffe|calf;hippopotamus|calf;rhinoceros|calf;camel|calf;donkey|foal
zebra|foal;turkey|poult;hedgehog|hoglet;otter|pup;bat|pup;fly|maggot;wombat|joey;wallaby|joey
echidna|puggle;llama|cria;alpaca|cria;penguin|chick;leopard|cub;cheetah|cub;panda|cub;moose|calf;bison|calf
walrus|calf;mouse|pup;rat|pup;hawk|eyas;falcon|eyas;mosquito|wriggler;platypus|puggle;beaver|kit
antelope|calf;peafowl|peachick;human|baby;raccoon|kit;squirrel|kit;badger|cub;hyena|cub;guinea fowl|keet;oyster|spat
manatee|calf;opossum|joey;salmon|smolt;cockroach|nymph;grasshopper|nymph;dragonfly|nymph;sea lion|pup""")

# (animals, group noun)
ANIMAL_GROUPS = _t("""wolves|pack;lions|pride;crows|murder;geese|gaggle;sheep|flock;cattle|herd;fish|school;bees|swarm
ants|colony;whales|pod;dolphins|pod;owls|parliament;ravens|unkindness;kittens|litter;puppies|litter;elephants|herd
gorillas|troop;monkeys|troop;flamingos|flamboyance;larks|exaltation;starlings|murmuration;foxes|skulk;lapwings|deceit
rhinoceroses|crash;giraffes|tower;zebras|dazzle;hippopotamuses|bloat;leopards|leap;tigers|streak;bears|sleuth
peacocks|ostentation;jellyfish|smack;kangaroos|mob;meerkats|mob;locusts|plague;finches|charm;quails|covey
partridges|covey;pheasants|bouquet;toads|knot;frogs|army;ferrets|business;moles|labor;crocodiles|bask;cobras|quiver
vultures|committee;swifts|scream;magpies|tiding;nightingales|watch;porcupines|prickle;buffalo|herd;horses|herd
chickens|flock;hounds|pack;hyenas|cackle;cheetahs|coalition;penguins|colony;bats|colony;cats|clowder;donkeys|pace
herons|siege;hawks|kettle;parrots|pandemonium;pigs|drove;squirrels|scurry;woodpeckers|descent;turkeys|rafter;mice|mischief
eagles|convocation;stingrays|fever;wombats|wisdom;oysters|bed;vipers|nest;ducklings|brood""")

# (work, author)
AUTHORS = _t("""Hamlet|William Shakespeare;Macbeth|William Shakespeare;Othello|William Shakespeare;King Lear|William Shakespeare
Romeo and Juliet|William Shakespeare;The Tempest|William Shakespeare;Twelfth Night|William Shakespeare;Julius Caesar|William Shakespeare
A Midsummer Night's Dream|William Shakespeare;The Merchant of Venice|William Shakespeare
Pride and Prejudice|Jane Austen;Emma|Jane Austen;Sense and Sensibility|Jane Austen;Persuasion|Jane Austen;Mansfield Park|Jane Austen
Jane Eyre|Charlotte Bronte;Wuthering Heights|Emily Bronte;Great Expectations|Charles Dickens;Oliver Twist|Charles Dickens
David Copperfield|Charles Dickens;Bleak House|Charles Dickens;Hard Times|Charles Dickens;A Christmas Carol|Charles Dickens
A Tale of Two Cities|Charles Dickens;Moby-Dick|Herman Melville;The Scarlet Letter|Nathaniel Hawthorne
Adventures of Huckleberry Finn|Mark Twain;The Adventures of Tom Sawyer|Mark Twain;Little Women|Louisa May Alcott;Walden|Henry David Thoreau
Leaves of Grass|Walt Whitman;The Raven|Edgar Allan Poe;War and Peace|Leo Tolstoy;Anna Karenina|Leo Tolstoy
Crime and Punishment|Fyodor Dostoevsky;The Brothers Karamazov|Fyodor Dostoevsky;The Idiot|Fyodor Dostoevsky;Dead Souls|Nikolai Gogol
Eugene Onegin|Alexander Pushkin;Fathers and Sons|Ivan Turgenev;The Cherry Orchard|Anton Chekhov;The Seagull|Anton Chekhov;Uncle Vanya|Anton Chekhov
Doctor Zhivago|Boris Pasternak;The Master and Margarita|Mikhail Bulgakov;The Gulag Archipelago|Aleksandr Solzhenitsyn
Lolita|Vladimir Nabokov;Don Quixote|Miguel de Cervantes;The Divine Comedy|Dante Alighieri;The Decameron|Giovanni Boccaccio
The Prince|Niccolo Machiavelli;Paradise Lost|John Milton;The Canterbury Tales|Geoffrey Chaucer;The Iliad|Homer;The Odyssey|Homer
The Aeneid|Virgil;Oedipus Rex|Sophocles;Antigone|Sophocles;Medea|Euripides;The Frogs|Aristophanes;The Republic|Plato
Meditations|Marcus Aurelius;Metamorphoses|Ovid;Les Miserables|Victor Hugo;The Hunchback of Notre-Dame|Victor Hugo
The Three Musketeers|Alexandre Dumas;The Count of Monte Cristo|Alexandre Dumas;Madame Bovary|Gustave Flaubert;Candide|Voltaire
Germinal|Emile Zola;The Red and the Black|Stendhal;The Stranger|Albert Camus;The Plague|Albert Camus;No Exit|Jean-Paul Sartre;Nausea|Jean-Paul Sartre
The Second Sex|Simone de Beauvoir;In Search of Lost Time|Marcel Proust;Tartuffe|Moliere;The Misanthrope|Moliere;Phedre|Jean Racine
The Little Prince|Antoine de Saint-Exupery;Waiting for Godot|Samuel Beckett;Endgame|Samuel Beckett;Faust|Johann Wolfgang von Goethe
The Magic Mountain|Thomas Mann;Death in Venice|Thomas Mann;Buddenbrooks|Thomas Mann;Siddhartha|Hermann Hesse;Steppenwolf|Hermann Hesse
The Metamorphosis|Franz Kafka;The Trial|Franz Kafka;The Castle|Franz Kafka;The Tin Drum|Gunter Grass;A Doll's House|Henrik Ibsen
Hedda Gabler|Henrik Ibsen;Peer Gynt|Henrik Ibsen;Hunger|Knut Hamsun;Miss Julie|August Strindberg;Ulysses|James Joyce;Dubliners|James Joyce
Finnegans Wake|James Joyce;Dracula|Bram Stoker;Frankenstein|Mary Shelley;Gulliver's Travels|Jonathan Swift;Robinson Crusoe|Daniel Defoe
Moll Flanders|Daniel Defoe;Tom Jones|Henry Fielding;Tristram Shandy|Laurence Sterne;Ivanhoe|Walter Scott;Treasure Island|Robert Louis Stevenson
Kidnapped|Robert Louis Stevenson;Vanity Fair|William Makepeace Thackeray;Middlemarch|George Eliot;Silas Marner|George Eliot
Tess of the d'Urbervilles|Thomas Hardy;Jude the Obscure|Thomas Hardy;The Jungle Book|Rudyard Kipling;Kim|Rudyard Kipling
The Time Machine|H. G. Wells;The Invisible Man|H. G. Wells;The War of the Worlds|H. G. Wells;Heart of Darkness|Joseph Conrad;Lord Jim|Joseph Conrad
The Picture of Dorian Gray|Oscar Wilde;Pygmalion|George Bernard Shaw;Saint Joan|George Bernard Shaw;Peter Pan|J. M. Barrie
Alice in Wonderland|Lewis Carroll;The Wind in the Willows|Kenneth Grahame;Winnie-the-Pooh|A. A. Milne;The Hobbit|J. R. R. Tolkien
The Lord of the Rings|J. R. R. Tolkien;The Silmarillion|J. R. R. Tolkien;Prince Caspian|C. S. Lewis;The Screwtape Letters|C. S. Lewis
Brave New World|Aldous Huxley;Animal Farm|George Orwell;Nineteen Eighty-Four|George Orwell;Homage to Catalonia|George Orwell
Mrs Dalloway|Virginia Woolf;To the Lighthouse|Virginia Woolf;Orlando|Virginia Woolf;A Passage to India|E. M. Forster;Howards End|E. M. Forster
Lady Chatterley's Lover|D. H. Lawrence;Sons and Lovers|D. H. Lawrence;Lord of the Flies|William Golding;A Clockwork Orange|Anthony Burgess
Brideshead Revisited|Evelyn Waugh;Scoop|Evelyn Waugh;Rebecca|Daphne du Maurier;Casino Royale|Ian Fleming;Murder on the Orient Express|Agatha Christie
Death on the Nile|Agatha Christie;The Mousetrap|Agatha Christie;A Study in Scarlet|Arthur Conan Doyle;The Sign of Four|Arthur Conan Doyle
The Moonstone|Wilkie Collins;The Waste Land|T. S. Eliot;Four Quartets|T. S. Eliot;The Great Gatsby|F. Scott Fitzgerald;Tender Is the Night|F. Scott Fitzgerald
The Sun Also Rises|Ernest Hemingway;A Farewell to Arms|Ernest Hemingway;For Whom the Bell Tolls|Ernest Hemingway
The Grapes of Wrath|John Steinbeck;Of Mice and Men|John Steinbeck;East of Eden|John Steinbeck;The Sound and the Fury|William Faulkner
As I Lay Dying|William Faulkner;To Kill a Mockingbird|Harper Lee;The Catcher in the Rye|J. D. Salinger;Catch-22|Joseph Heller
Slaughterhouse-Five|Kurt Vonnegut;Cat's Cradle|Kurt Vonnegut;On the Road|Jack Kerouac;Naked Lunch|William S. Burroughs;Howl|Allen Ginsberg
The Bell Jar|Sylvia Plath;Beloved|Toni Morrison;The Color Purple|Alice Walker;Gone with the Wind|Margaret Mitchell;Native Son|Richard Wright
Death of a Salesman|Arthur Miller;The Crucible|Arthur Miller;A Streetcar Named Desire|Tennessee Williams;The Glass Menagerie|Tennessee Williams
Our Town|Thornton Wilder;In Cold Blood|Truman Capote;Breakfast at Tiffany's|Truman Capote;Fahrenheit 451|Ray Bradbury;Foundation|Isaac Asimov
I, Robot|Isaac Asimov;Dune|Frank Herbert;Neuromancer|William Gibson;Childhood's End|Arthur C. Clarke;Starship Troopers|Robert A. Heinlein;Carrie|Stephen King
The Shining|Stephen King;Misery|Stephen King;The Godfather|Mario Puzo;Jaws|Peter Benchley;Jurassic Park|Michael Crichton;The Da Vinci Code|Dan Brown
The Handmaid's Tale|Margaret Atwood;Life of Pi|Yann Martel;Midnight's Children|Salman Rushdie;The Satanic Verses|Salman Rushdie
The God of Small Things|Arundhati Roy;Things Fall Apart|Chinua Achebe;Disgrace|J. M. Coetzee;Gitanjali|Rabindranath Tagore
One Hundred Years of Solitude|Gabriel Garcia Marquez;The House of the Spirits|Isabel Allende;The Alchemist|Paulo Coelho;Ficciones|Jorge Luis Borges
The Name of the Rose|Umberto Eco;Invisible Cities|Italo Calvino;The Leopard|Giuseppe Tomasi di Lampedusa;The Tale of Genji|Murasaki Shikibu
Norwegian Wood|Haruki Murakami;Kafka on the Shore|Haruki Murakami;Snow Country|Yasunari Kawabata;My Name Is Red|Orhan Pamuk
The Remains of the Day|Kazuo Ishiguro;Never Let Me Go|Kazuo Ishiguro;Wolf Hall|Hilary Mantel;Atonement|Ian McEwan;White Teeth|Zadie Smith
The Kite Runner|Khaled Hosseini;The Road|Cormac McCarthy;Blood Meridian|Cormac McCarthy;Charlotte's Web|E. B. White;Stuart Little|E. B. White
Matilda|Roald Dahl;The BFG|Roald Dahl;James and the Giant Peach|Roald Dahl;The Cat in the Hat|Dr. Seuss;Where the Wild Things Are|Maurice Sendak
Pippi Longstocking|Astrid Lindgren;Heidi|Johanna Spyri;Pinocchio|Carlo Collodi;The Little Mermaid|Hans Christian Andersen;The Ugly Duckling|Hans Christian Andersen
The Snow Queen|Hans Christian Andersen;Black Beauty|Anna Sewell;The Secret Garden|Frances Hodgson Burnett;Anne of Green Gables|L. M. Montgomery
The Call of the Wild|Jack London;White Fang|Jack London;The Jungle|Upton Sinclair;Watership Down|Richard Adams;The Hunger Games|Suzanne Collins
Twilight|Stephenie Meyer;The Golden Compass|Philip Pullman;Mort|Terry Pratchett;Coraline|Neil Gaiman;American Gods|Neil Gaiman
The Age of Innocence|Edith Wharton;Ethan Frome|Edith Wharton;Daisy Miller|Henry James;The Turn of the Screw|Henry James
Pale Fire|Vladimir Nabokov;The Wealth of Nations|Adam Smith;Leviathan|Thomas Hobbes;Utopia|Thomas More
The Social Contract|Jean-Jacques Rousseau;Silent Spring|Rachel Carson;The Selfish Gene|Richard Dawkins;Cosmos|Carl Sagan
A Brief History of Time|Stephen Hawking;Doctor Faustus|Christopher Marlowe;The Importance of Being Earnest|Oscar Wilde;Volpone|Ben Jonson
The Art of War|Sun Tzu;On Liberty|John Stuart Mill;The Pilgrim's Progress|John Bunyan;Ozymandias|Percy Bysshe Shelley;Don Juan|Lord Byron""")

# (invention with its article, inventor)
INVENTIONS = _t("""the telephone|Alexander Graham Bell;the light bulb|Thomas Edison;the phonograph|Thomas Edison;the airplane|the Wright brothers
dynamite|Alfred Nobel;the printing press|Johannes Gutenberg;the World Wide Web|Tim Berners-Lee;the radio|Guglielmo Marconi;the electronic television|Philo Farnsworth
the mechanical television|John Logie Baird;the cotton gin|Eli Whitney;the commercial steamboat|Robert Fulton;the telegraph|Samuel Morse;the saxophone|Adolphe Sax
the piano|Bartolomeo Cristofori;the barometer|Evangelista Torricelli;the mercury thermometer|Daniel Gabriel Fahrenheit;the lightning rod|Benjamin Franklin
the electric battery|Alessandro Volta;the diesel engine|Rudolf Diesel;the revolver|Samuel Colt;the safety elevator|Elisha Otis;modern air conditioning|Willis Carrier
the jet engine|Frank Whittle;the hot air balloon|the Montgolfier brothers;the safety razor|King Camp Gillette;the modern zipper|Gideon Sundback
the ballpoint pen|Laszlo Biro;the Rubik's Cube|Erno Rubik;the stethoscope|Rene Laennec;the polio vaccine|Jonas Salk;the smallpox vaccine|Edward Jenner
the computer mouse|Douglas Engelbart;the theremin|Leon Theremin;the Linux kernel|Linus Torvalds;the Python programming language|Guido van Rossum
the C programming language|Dennis Ritchie;the reflecting telescope|Isaac Newton;the pendulum clock|Christiaan Huygens;the difference engine|Charles Babbage
the gramophone|Emile Berliner;vulcanized rubber|Charles Goodyear;the microwave oven|Percy Spencer;the pneumatic tyre|John Boyd Dunlop;the Gatling gun|Richard Gatling
the Kodak camera|George Eastman;the motor car|Karl Benz;the mechanical reaper|Cyrus McCormick;the steel plow|John Deere;the AK-47|Mikhail Kalashnikov
the cyclotron|Ernest Lawrence;the laser|Theodore Maiman;the Moog synthesizer|Robert Moog;the alternating current motor|Nikola Tesla;the daguerreotype|Louis Daguerre
Braille|Louis Braille;basketball|James Naismith;the Geiger counter|Hans Geiger;the vacuum flask|James Dewar;the hovercraft|Christopher Cockerell
the bouncing bomb|Barnes Wallis;the Bunsen burner|Robert Bunsen;the spinning jenny|James Hargreaves;the water frame|Richard Arkwright;the hydraulic press|Joseph Bramah
the waterproof raincoat|Charles Macintosh;the Ferris wheel|George Ferris;the liquid-fuel rocket|Robert Goddard;the Tetris game|Alexey Pajitnov
the Polaroid camera|Edwin Land;the periodic table|Dmitri Mendeleev;the cash register|James Ritty;the parking meter|Carl Magee;the bikini|Louis Reard
Esperanto|L. L. Zamenhof;the Segway|Dean Kamen;the cyclonic vacuum cleaner|James Dyson;Kevlar|Stephanie Kwolek;nylon|Wallace Carothers
Bakelite|Leo Baekeland;Morse code|Samuel Morse;the rubber band|Stephen Perry;the pop-up toaster|Charles Strite""")

# (landmark, city)
LANDMARKS = _t("""the Eiffel Tower|Paris;the Louvre|Paris;the Arc de Triomphe|Paris;Notre-Dame Cathedral|Paris;the Sacre-Coeur|Paris;the Pompidou Centre|Paris
Big Ben|London;Buckingham Palace|London;Tower Bridge|London;the British Museum|London;Trafalgar Square|London;the London Eye|London;Hyde Park|London;Westminster Abbey|London
the Shard|London;the Statue of Liberty|New York;the Empire State Building|New York;Central Park|New York;Times Square|New York;the Brooklyn Bridge|New York
the Chrysler Building|New York;the White House|Washington;the Lincoln Memorial|Washington;the Pentagon|Arlington;the Golden Gate Bridge|San Francisco;Alcatraz|San Francisco
the Hollywood Sign|Los Angeles;the Space Needle|Seattle;the Gateway Arch|Saint Louis;the Willis Tower|Chicago;the Liberty Bell|Philadelphia;the Alamo|San Antonio
Fenway Park|Boston;the CN Tower|Toronto;the Colosseum|Rome;the Trevi Fountain|Rome;the Pantheon|Rome;the Spanish Steps|Rome;the Sistine Chapel|Vatican City
Saint Peter's Basilica|Vatican City;the Rialto Bridge|Venice;the Doge's Palace|Venice;the Ponte Vecchio|Florence;the Uffizi Gallery|Florence;La Scala|Milan;the Leaning Tower|Pisa
the Brandenburg Gate|Berlin;the Reichstag|Berlin;Checkpoint Charlie|Berlin;the Sagrada Familia|Barcelona;Park Guell|Barcelona;La Rambla|Barcelona;Camp Nou|Barcelona
the Prado Museum|Madrid;the Alhambra|Granada;Belem Tower|Lisbon;the Acropolis|Athens;the Parthenon|Athens;the Hagia Sophia|Istanbul
the Blue Mosque|Istanbul;Topkapi Palace|Istanbul;the Grand Bazaar|Istanbul;the Kremlin|Moscow;Red Square|Moscow;Saint Basil's Cathedral|Moscow;the Bolshoi Theatre|Moscow
the Hermitage Museum|Saint Petersburg;Charles Bridge|Prague;Schonbrunn Palace|Vienna;Hofburg Palace|Vienna;Fisherman's Bastion|Budapest;the Chain Bridge|Budapest
the Atomium|Brussels;Manneken Pis|Brussels;the Rijksmuseum|Amsterdam;the Anne Frank House|Amsterdam;the Little Mermaid statue|Copenhagen;Tivoli Gardens|Copenhagen
the Vasa Museum|Stockholm;Edinburgh Castle|Edinburgh;Arthur's Seat|Edinburgh;the Guinness Storehouse|Dublin;Wawel Castle|Krakow;the Jet d'Eau|Geneva
the Taj Mahal|Agra;the Red Fort|Delhi;the Lotus Temple|Delhi;the Gateway of India|Mumbai;the Golden Temple|Amritsar;the Charminar|Hyderabad;the Hawa Mahal|Jaipur
the Forbidden City|Beijing;Tiananmen Square|Beijing;the Temple of Heaven|Beijing;the Summer Palace|Beijing;the Bund|Shanghai;the Oriental Pearl Tower|Shanghai
the Terracotta Army|Xi'an;Victoria Peak|Hong Kong;Taipei 101|Taipei;the Potala Palace|Lhasa;the Burj Khalifa|Dubai;the Burj Al Arab|Dubai;the Petronas Towers|Kuala Lumpur
Marina Bay Sands|Singapore;the Merlion|Singapore;Wat Arun|Bangkok;the Grand Palace|Bangkok;the Shwedagon Pagoda|Yangon;the Tokyo Tower|Tokyo;the Senso-ji temple|Tokyo
the Golden Pavilion|Kyoto;Gyeongbokgung Palace|Seoul;the Sydney Opera House|Sydney;the Sydney Harbour Bridge|Sydney;Bondi Beach|Sydney;the Sky Tower|Auckland
Christ the Redeemer|Rio de Janeiro;Sugarloaf Mountain|Rio de Janeiro;Copacabana Beach|Rio de Janeiro;the Maracana Stadium|Rio de Janeiro;the Casa Rosada|Buenos Aires
the Teatro Colon|Buenos Aires;Table Mountain|Cape Town;Robben Island|Cape Town;the Great Sphinx|Giza;the Great Pyramid|Giza;the Hassan II Mosque|Casablanca;the Western Wall|Jerusalem
the Dome of the Rock|Jerusalem;the Kaaba|Mecca;the Azadi Tower|Tehran;the Zocalo|Mexico City;the Angel of Independence|Mexico City;the Bellagio|Las Vegas;Graceland|Memphis""")

# (word, opposite)
OPPOSITES = _t("""hot|cold;big|small;tall|short;fast|slow;happy|sad;light|dark;old|young;rich|poor;strong|weak;hard|soft;high|low;long|short;wide|narrow;thick|thin;deep|shallow
full|empty;open|closed;wet|dry;clean|dirty;loud|quiet;early|late;easy|difficult;cheap|expensive;safe|dangerous;true|false;right|wrong;good|bad;best|worst;beautiful|ugly;brave|cowardly
smooth|rough;sharp|blunt;heavy|light;near|far;first|last;up|down;in|out;left|right;above|below;inside|outside;before|after;always|never;more|less;many|few;all|none;everything|nothing
buy|sell;win|lose;give|take;push|pull;start|stop;begin|end;arrive|depart;come|go;love|hate;laugh|cry;remember|forget;ask|answer;teach|learn;build|destroy;increase|decrease;accept|refuse
rise|fall;live|die;sit|stand;sleep|wake;succeed|fail;float|sink;borrow|lend;attack|defend;create|destroy;enter|exit;find|lose;freeze|melt;import|export;include|exclude;lead|follow;lock|unlock
appear|disappear;agree|disagree;admit|deny;allow|forbid;expand|contract;gain|lose;join|separate;praise|criticize;punish|reward;save|spend;show|hide;throw|catch;whisper|shout;add|subtract;multiply|divide
friend|enemy;day|night;war|peace;north|south;east|west;summer|winter;birth|death;heaven|hell;victory|defeat;truth|lie;entrance|exit;question|answer;beginning|end;success|failure;profit|loss;hero|villain
maximum|minimum;positive|negative;male|female;public|private;ancient|modern;guilty|innocent;generous|stingy;polite|rude;patient|impatient;possible|impossible;visible|invisible;legal|illegal;regular|irregular
honest|dishonest;lucky|unlucky;simple|complex;single|married;solid|liquid;sweet|sour;tight|loose;fresh|stale;alive|dead;awake|asleep;absent|present;artificial|natural;bitter|sweet;bright|dim;calm|agitated
careful|careless;common|rare;cruel|kind;even|odd;fat|thin;flat|hilly;foolish|wise;horizontal|vertical;humble|proud;hungry|full;internal|external;lazy|hardworking;major|minor;mature|immature;optimistic|pessimistic
permanent|temporary;plural|singular;raw|cooked;sick|healthy;straight|crooked;superior|inferior;tame|wild;useful|useless;vacant|occupied;victorious|defeated;voluntary|compulsory;warm|cool;active|passive;arrogant|humble
boring|interesting;concave|convex;dull|shiny;forward|backward;forget|remember;inhale|exhale;ascend|descend;attract|repel;conceal|reveal;connect|disconnect;tighten|loosen;strengthen|weaken;shorten|lengthen;lower|raise""")

# (singular, irregular plural)
PLURALS = _t("""man|men;woman|women;child|children;foot|feet;tooth|teeth;goose|geese;mouse|mice;louse|lice;ox|oxen;person|people;leaf|leaves;knife|knives;life|lives;wife|wives;wolf|wolves;half|halves;calf|calves
loaf|loaves;thief|thieves;shelf|shelves;elf|elves;self|selves;sheaf|sheaves;scarf|scarves;sheep|sheep;deer|deer;moose|moose;salmon|salmon;trout|trout;series|series;species|species;aircraft|aircraft;spacecraft|spacecraft
bison|bison;swine|swine;crisis|crises;analysis|analyses;thesis|theses;basis|bases;oasis|oases;hypothesis|hypotheses;diagnosis|diagnoses;parenthesis|parentheses;ellipsis|ellipses;axis|axes;synthesis|syntheses;phenomenon|phenomena
criterion|criteria;bacterium|bacteria;stratum|strata;larva|larvae;alga|algae;vertebra|vertebrae;alumnus|alumni;nucleus|nuclei;stimulus|stimuli;fungus|fungi;bacillus|bacilli;ovum|ova;gentleman|gentlemen;policeman|policemen
fireman|firemen;fisherman|fishermen;snowman|snowmen;Englishman|Englishmen;grandchild|grandchildren;stepchild|stepchildren;die|dice;passerby|passersby;mother-in-law|mothers-in-law;brother-in-law|brothers-in-law;runner-up|runners-up;midwife|midwives;housewife|housewives
penknife|penknives;werewolf|werewolves;bookshelf|bookshelves;dormouse|dormice;eyetooth|eyeteeth;forefoot|forefeet;erratum|errata;neurosis|neuroses;metamorphosis|metamorphoses;nebula|nebulae;offspring|offspring;craftsman|craftsmen""")

# (verb, irregular past tense)
PAST_TENSES = _t("""arise|arose;be|was;bear|bore;beat|beat;become|became;begin|began;bend|bent;bet|bet;bind|bound;bite|bit;bleed|bled;blow|blew;break|broke;breed|bred;bring|brought;build|built;burst|burst;buy|bought;cast|cast;catch|caught;choose|chose
cling|clung;come|came;cost|cost;creep|crept;cut|cut;deal|dealt;dig|dug;do|did;draw|drew;drink|drank;drive|drove;eat|ate;fall|fell;feed|fed;feel|felt;fight|fought;find|found;flee|fled;fling|flung;fly|flew;forbid|forbade;forget|forgot;forgive|forgave
freeze|froze;get|got;give|gave;go|went;grind|ground;grow|grew;have|had;hear|heard;hide|hid;hit|hit;hold|held;hurt|hurt;keep|kept;know|knew;lay|laid;lead|led;leave|left;lend|lent;let|let;lose|lost;make|made;mean|meant;meet|met;mistake|mistook;overcome|overcame
pay|paid;put|put;read|read;rebuild|rebuilt;ride|rode;rise|rose;run|ran;say|said;see|saw;seek|sought;sell|sold;send|sent;set|set;shake|shook;shed|shed;shoot|shot;shrink|shrank;shut|shut;sing|sang;sink|sank;sit|sat;sleep|slept;slide|slid
sling|slung;speak|spoke;spend|spent;spin|spun;split|split;spread|spread;spring|sprang;stand|stood;steal|stole;stick|stuck;sting|stung;stink|stank;strike|struck;string|strung;strive|strove;swear|swore;sweep|swept;swim|swam;swing|swung;take|took
teach|taught;tear|tore;tell|told;think|thought;throw|threw;understand|understood;undertake|undertook;undo|undid;uphold|upheld;wear|wore;weave|wove;weep|wept;win|won;withdraw|withdrew;withstand|withstood;wring|wrung;write|wrote;foresee|foresaw;rethink|rethought;misunderstand|misunderstood;rewrite|rewrote;overtake|overtook;undergo|underwent""")

# (planet, ordinal from the sun)
PLANETS = _t("""Mercury|first;Venus|second;Earth|third;Mars|fourth;Jupiter|fifth;Saturn|sixth;Uranus|seventh;Neptune|eighth""")

# (shape, number of sides)
SHAPES = _t("""triangle|3;square|4;rectangle|4;rhombus|4;trapezoid|4;quadrilateral|4;pentagon|5;hexagon|6;heptagon|7;octagon|8;nonagon|9;decagon|10;hendecagon|11;dodecagon|12;icosagon|20""", 1)

# (quantity, SI unit)
UNITS = _t("""force|newton;energy|joule;work|joule;power|watt;pressure|pascal;frequency|hertz;electric current|ampere;voltage|volt;electrical resistance|ohm;electric charge|coulomb;capacitance|farad;inductance|henry;magnetic flux|weber;magnetic flux density|tesla;electrical conductance|siemens;temperature|kelvin;mass|kilogram;length|meter;time|second;amount of substance|mole;luminous intensity|candela;luminous flux|lumen;illuminance|lux;radioactivity|becquerel;absorbed dose|gray;equivalent dose|sievert;plane angle|radian;solid angle|steradian;catalytic activity|katal""")

# (common name, formula)
CHEM_FORMULAS = _t("""water|H2O;carbon dioxide|CO2;carbon monoxide|CO;table salt|NaCl;ammonia|NH3;methane|CH4;hydrogen peroxide|H2O2;sulfuric acid|H2SO4;hydrochloric acid|HCl;nitric acid|HNO3;glucose|C6H12O6;sucrose|C12H22O11;ozone|O3;baking soda|NaHCO3;ethanol|C2H5OH;methanol|CH3OH;acetic acid|CH3COOH;benzene|C6H6;propane|C3H8;butane|C4H10;ethane|C2H6;ethylene|C2H4;acetylene|C2H2
limestone|CaCO3;quicklime|CaO;laughing gas|N2O;nitrogen dioxide|NO2;sulfur dioxide|SO2;rust|Fe2O3;quartz|SiO2;caustic soda|NaOH;caustic potash|KOH;washing soda|Na2CO3;saltpeter|KNO3;hydrogen sulfide|H2S;bleach|NaClO;phosphoric acid|H3PO4;carbonic acid|H2CO3;hydrogen cyanide|HCN;silver nitrate|AgNO3;copper sulfate|CuSO4;chloroform|CHCl3;pyrite|FeS2;magnetite|Fe3O4;alumina|Al2O3;titanium dioxide|TiO2;zinc oxide|ZnO;acetone|C3H6O;caffeine|C8H10N4O2;aspirin|C9H8O4;formaldehyde|CH2O;oxygen gas|O2;nitrogen gas|N2;hydrogen gas|H2;potassium permanganate|KMnO4""")

def _lists():
    return {k: v for k, v in globals().items() if k.isupper() and not k.startswith("_") and isinstance(v, list)}

def self_check():
    total = 0
    for name, rows in _lists().items():
        width = len(rows[0])
        keys = [r[0] for r in rows]
        dup = sorted({k for k in keys if keys.count(k) > 1})
        assert not dup, (name, "duplicate keys", dup)
        for r in rows:
            assert isinstance(r, tuple) and len(r) == width, (name, r)
            for x in r:
                if isinstance(x, str):
                    assert x and x == x.strip() and x.isascii(), (name, r)
                    assert not set(x) & set("()|;\n\t"), (name, r)
                    assert len(x.split()) <= 7, (name, r)
                else:
                    assert x is None or (isinstance(x, int) and x >= 0), (name, r)
        facts = sum(1 for r in rows for x in r[1:] if x is not None)
        total += facts
        print("%-20s rows %4d  facts %4d" % (name, len(rows), facts))
    assert THE_COUNTRIES <= {r[0] for r in COUNTRIES}
    assert [r[2] for r in ELEMENTS] == list(range(1, 119))
    assert len({r[1] for r in ELEMENTS}) == 118 and len({r[2] for r in US_STATES}) == 50
    assert {r[4] for r in COUNTRIES} == {"Africa", "Asia", "Europe", "North America", "South America", "Oceania"}
    assert len(US_STATES) == 50
    print("total facts", total)

if __name__ == "__main__":
    self_check()
