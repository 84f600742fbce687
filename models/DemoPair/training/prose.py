"""Sentences without facts, which stand between facts in ordinary text."""

PLACES = ("market harbor station library garden bridge school museum park village valley forest river coast hotel cafe "
          "square tower church theater farm island lake beach street bakery office kitchen workshop airport").split()
ADJECTIVES = ("old new small large quiet busy famous pretty modern green cold warm bright dark simple strange long short "
              "narrow wide clean empty rich strong gentle heavy lovely useful early late").split()
PERSONS = ("travelers children teachers farmers students visitors writers sailors families workers doctors friends artists "
           "neighbors readers cooks scientists musicians merchants drivers").split()
ONE = ("traveler child teacher farmer student visitor writer sailor worker doctor friend artist neighbor reader cook "
       "scientist musician merchant driver guide").split()
OBJECTS = ("books letters maps songs stories bread fish coffee flowers tickets pictures shoes tools lamps clocks boxes "
           "chairs newspapers games apples stones boats bicycles").split()
VERBS = "buy sell carry bring find love collect share need watch paint repair describe order keep study".split()
PAST = "bought sold carried brought found loved collected shared needed watched painted repaired described ordered kept studied".split()
TIMES = ("in the morning|in the evening|at night|in summer|in winter|every day|on Sundays|after lunch|before dinner|in spring|"
         "at noon|last year|once a week|in the afternoon|for many years|after school|on holidays|from time to time").split("|")
REASONS = ("because the weather is good|because they have time|since it is cheap|although it rains|when the sun shines|"
           "while others sleep|because it is close|if the road is open|as their parents did|without any hurry").split("|")
NAMES = ("Anna Ben Carla David Emma Felix Grace Henry Ida Jack Kate Leo Mary Nick Olga Paul Rosa Sam Tina Tom Vera Will "
         "Zoe Adam Lucy Max Nina Oscar Peter Ruth").split()
FEELINGS = "happy tired proud surprised hungry sad calm curious nervous glad angry bored busy ready afraid thankful".split()


def filler(r):
    """A random sentence of a small grammar."""
    a, b, p, q = r.choice(ADJECTIVES), r.choice(ADJECTIVES), r.choice(PLACES), r.choice(PLACES)
    who, one, what = r.choice(PERSONS), r.choice(ONE), r.choice(OBJECTS)
    i = r.randrange(len(VERBS))
    time, why, name, mood = r.choice(TIMES), r.choice(REASONS), r.choice(NAMES), r.choice(FEELINGS)
    n = r.randrange(34)
    return (
        f"Many {who} {VERBS[i]} {what} at the {p} {time}.", f"Some {who} say that the {p} is {a}.", f"Most {who} {VERBS[i]} {what} {why}.",
        f"Few {who} know the {a} {p} near the {q}.", f"It is a {a} place for {who}.", f"It was {a} and {b} there {time}.",
        f"There is a {a} {p} behind the {q}.", f"There were {a} {what} in the {p}.", f"One {one} {PAST[i]} {what} {time}.",
        f"A {a} {one} {PAST[i]} the {what}.", f"Every {one} wants {a} {what}.", f"In the {p} you can see {a} {what}.",
        f"People often {VERBS[i]} {what} {time}.", f"Old {who} remember the {a} {p}.", f"Young {who} like the {q} {why}.",
        f"{name} {PAST[i]} {a} {what} near the {p}.", f"{name} was {mood} {time}.", f"{name} said that the {p} looked {a}.",
        f"We walked from the {p} to the {q} {time}.", f"We {VERBS[i]} {what} {why}.", f"You can {VERBS[i]} {what} at the {p}.",
        f"You should visit the {a} {p} {time}.", f"They {PAST[i]} {what} and felt {mood}.", f"They say the {p} is too {a}.",
        f"My {one} {PAST[i]} {what} {time}.", f"Our {p} has {a} {what}.", f"His {what} were {a} and {b}.",
        f"At the {p}, {who} {VERBS[i]} {what}.", f"No {one} was {mood} {time}.", f"Near the {p} stands a {a} {q}.",
        f"Nobody {PAST[i]} the {a} {what}.", f"When it is {a}, {who} {VERBS[i]} {what}.", f"After the {p} comes the {a} {q}.",
        f"I {PAST[i]} {a} {what} {time}.",
    )[n]


def remark(r):
    """A remark after an answer."""
    return r.choice((
        "That is easy to remember.", "Many people know this.", "Not everybody knows that.", "This is asked quite often.", "I looked it up in a book.", "I hope this helps!", "I hope this helps!", "I hope that helps.", "I hope this helps! Let me know if you have another question.",
        "Let me know if you have another question.", "I think so.", "I am quite sure.", "I learned it last year.", "I know it from school.", "I often forget it.",
        "Feel free to ask me something else.", "I may be wrong.", "I can explain more.", "So it is.", "So I was told.", "So they say.",
        "Teachers like to ask this.", "Just learn it by heart.", "You can check it in any book.", "Well, that is all.", "Of course, you knew that.",
        "Please write it down.", "Now you know.", "Thanks for asking.", "Hope that is clear.", "Some people mix this up.", "People forget this quickly.",
        "Everyone in our class knew it.", "My teacher told me so.", "There is nothing more to say.", "Is that what you wanted to know?",
        "Good luck with your work.", "Next time try it alone.", "Keep practicing.", "Children learn this at school.", "As you see, it is simple."))
