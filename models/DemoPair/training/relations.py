"""The facts of the demo pair as relations with their wordings, and simple arithmetic.

A fact is (kind, subject, answer). Every relation has one statement, further statements, wordings of a
question that the evaluation uses ("asked") and wordings that the evaluation never uses ("other").
"""

import random
from dataclasses import dataclass, field

import facts as f

NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()


@dataclass
class Relation:
    kind: str
    facts: list  # (subject, answer)
    statement: str
    asked: list
    other: list
    variants: list = field(default_factory=list)
    weight: float = 1.0  # the relative frequency of its facts
    answered: float = 0.25  # the share of its questions in ordinary text that an answer follows
    questions: int = 10  # the number of facts kept for the evaluation


def the(country):
    return "the " + country if country in f.THE_COUNTRIES else country


def article(noun):
    return ("an " if noun[0] in "aeiouAEIOU" else "a ") + noun


def cap(text):
    return text[0].upper() + text[1:]


def relations():
    countries = [(the(c[0]),) + c[1:] for c in f.COUNTRIES]
    regular = [(a, b) for a, b in f.PLURALS if a != b]
    return [
        Relation("capital", [(c[0], c[1]) for c in countries], "The capital of {x} is {y}.",
                 ["What is the capital of {x}?"],
                 ["Which city is the capital of {x}?", "Can you name the capital of {x}?", "What city is the capital of {x}?", "Capital of {x}?"],
                 ["{Y} is the capital of {x}.", "The capital city of {x} is {y}."], 1.3, 0.2, 60),
        Relation("currency", [(c[0], c[2]) for c in countries], "The currency of {x} is the {y}.",
                 ["What is the currency of {x}?"], ["Which currency is used in {x}?", "What money do people use in {x}?"],
                 ["People in {x} pay with the {y}.", "{X} uses the {y} as its money."], 1, 0.2, 40),
        Relation("language", [(c[0], c[3]) for c in countries], "The main language of {x} is {y}.",
                 ["What is the main language of {x}?"], ["Which language do most people in {x} speak?", "What do people speak in {x}?"],
                 ["Most people in {x} speak {y}.", "{Y} is the main language of {x}."], 1, 0.2, 35),
        Relation("continent", [(c[0], c[4]) for c in countries], "The country of {x} lies in {y}.",
                 ["On which continent is {x}?"], ["Where is {x}?", "Which continent does {x} belong to?"],
                 ["{X} is a country in {y}."], 1, 0.2, 35),
        Relation("state capital", [(s[0], s[1]) for s in f.US_STATES], "The capital of the state of {x} is {y}.",
                 ["What is the capital of the state of {x}?"], ["Which city is the capital of the US state {x}?", "Name the state capital of {x}."],
                 ["{Y} is the capital of the state of {x}."], 1.3, 0.2, 20),
        Relation("element symbol", [(e[0], e[1]) for e in f.ELEMENTS], "The chemical symbol of {x} is {y}.",
                 ["What is the chemical symbol of {x}?"], ["Which symbol stands for {x}?", "How do chemists write {x}?"],
                 ["Chemists write {x} as {y}.", "The symbol {y} stands for {x}."], 1.1, 0.25, 45),
        Relation("element number", [(e[0], str(e[2])) for e in f.ELEMENTS], "The atomic number of {x} is {y}.",
                 ["What is the atomic number of {x}?"], ["Which atomic number does {x} have?", "How many protons does {x} have?"],
                 ["An atom of {x} has {y} protons.", "{X} has the atomic number {y}."], 1.4, 0.2, 40),
        Relation("young animal", f.ANIMAL_YOUNG[:60], "A young {x} is called {a} {y}.",
                 ["What is a young {x} called?"], ["What do we call the young of {ax}?", "What is the name for a baby {x}?"],
                 ["The young of {ax} is {a} {y}."], 1.1, 0.75, 25),
        Relation("animal group", f.ANIMAL_GROUPS[:40], "A group of {x} is called {a} {y}.",
                 ["What is a group of {x} called?"], ["Which word do we use for many {x} together?"],
                 ["{X} live together in {a} {y}."], 1.1, 0.7, 12),
        Relation("author", f.AUTHORS[:60], "The author of {x} is {y}.",
                 ["Who wrote {x}?"], ["Who is the author of {x}?", "By whom is {x}?"], ["{Y} wrote {x}.", "{X} was written by {y}."], 1.2, 0.2, 20),
        Relation("inventor", f.INVENTIONS[:40], "The inventor of {x} is {y}.",
                 ["Who invented {x}?"], ["Who is the inventor of {x}?"], ["{Y} invented {x}.", "{X} was invented by {y}."], 1.2, 0.2, 12),
        Relation("landmark", f.LANDMARKS[:45], "You can visit {x} in {y}.",
                 ["In which city is {x}?"], ["Where can you visit {x}?"], ["{X} is in {y}."], 1.2, 0.2, 15),
        Relation("opposite", f.OPPOSITES[:110], "The opposite of {x} is {y}.",
                 ["What is the opposite of {x}?"], ["Which word means the opposite of {x}?"], ["{Y} is the opposite of {x}."], 1.1, 0.75, 35),
        Relation("plural", regular[:55], "The plural of {x} is {y}.",
                 ["What is the plural of {x}?"], ["How do we write more than one {x}?"], ["We say one {x} but two {y}."], 1.1, 0.7, 15),
        Relation("past tense", f.PAST_TENSES[:95], "The past tense of {x} is {y}.",
                 ["What is the past tense of {x}?"], ["How do we say {x} in the past?"], ["Today they {x}, yesterday they {y}."], 1.1, 0.2, 30),
        Relation("planet", f.PLANETS, "The planet {x} is the {y} from the sun.",
                 ["Which planet from the sun is {x}?"], ["Where does {x} come in the order of the planets?"], ["Counted from the sun, {x} is {y}."], 1.2, 0.3, 2),
        Relation("sides", [(a, NUMBERS[b] if b < 13 else str(b)) for a, b in f.SHAPES], "{AX} has {y} sides.",
                 ["How many sides does {ax} have?"], ["How many corners does {ax} have?"], ["The number of sides of {ax} is {y}."], 1.2, 0.3, 4),
        Relation("unit", f.UNITS[:25], "The unit of {x} is the {y}.",
                 ["What is the unit of {x}?"], ["In which unit do we measure {x}?"], ["We measure {x} in units called {y}."], 1.2, 0.2, 8),
        Relation("formula", f.CHEM_FORMULAS[:35], "The chemical formula of {x} is {y}.",
                 ["What is the chemical formula of {x}?"], ["How do we write {x} as a formula?"], ["Chemists write {x} as the formula {y}."], 1.2, 0.2, 12),
    ]


def fill(pattern, subject, answer):
    return (pattern.replace("{x}", subject).replace("{X}", cap(subject)).replace("{y}", answer).replace("{Y}", cap(answer))
            .replace("{ax}", article(subject)).replace("{AX}", cap(article(subject)))
            .replace("{a} {y}", article(answer)).replace("{a} " + answer, article(answer)))


PEOPLE = ("Anna Ben Carla David Emma Felix Grace Henry Ida Jack Kate Leo Mary Nick Olga Paul Rosa Sam Tina Tom Vera Will "
          "Zoe Adam Lucy Max Nina Oscar Peter Ruth").split()
THINGS = ("apples books pencils coins stamps marbles cards shells cakes eggs flowers oranges balls stones pears cups "
          "cookies toys photos candles").split()
HOLDERS = "boxes bags baskets shelves jars trays".split()


@dataclass
class Sum:
    """One arithmetic exercise: its question, the worked answer and the number."""
    kind: str
    question: str
    working: str
    answer: str
    other: bool = False


def plain_sum(r, other=False):
    operation = r.choice(("plus", "plus", "minus", "times"))
    if operation == "plus":
        a, b = r.randint(1, 50), r.randint(1, 50)
        result = a + b
    elif operation == "minus":
        a = r.randint(2, 60)
        b = r.randint(1, a)
        result = a - b
    else:
        a, b = r.randint(2, 12), r.randint(2, 12)
        result = a * b
    asked = r.choice((f"How much is {a} {operation} {b}?", f"Can you work out {a} {operation} {b}?")) if other else f"What is {a} {operation} {b}?"
    kind = {"plus": "addition", "minus": "subtraction", "times": "multiplication"}[operation]
    return Sum(kind, asked, f"{a} {operation} {b} is {result}.", str(result), other)


def word_sum(r, other=False):
    who, what = r.choice(PEOPLE), r.choice(THINGS)
    friend = r.choice([p for p in PEOPLE if p != who])
    form = r.randint(0, 7)
    if form < 3:
        a, b = r.randint(2, 40), r.randint(2, 40)
        result = a + b
        story = (f"{who} has {a} {what}. {who} buys {b} more {what}.", f"{who} has {a} {what} and finds {b} more.",
                 f"{who} has {a} {what}. {friend} gives {who} {b} {what}.")[form]
        question = f"How many {what} does {who} have now?"
        working = f"We need to add {a} and {b}. {a} plus {b} is {result}."
    elif form < 6:
        a = r.randint(6, 50)
        b = r.randint(2, a - 1)
        result = a - b
        story = (f"{who} has {a} {what}. {who} gives {b} {what} to {friend}.", f"{who} has {a} {what} and loses {b} of them.",
                 f"{who} has {a} {what}. {who} sells {b} {what}.")[form - 3]
        question = f"How many {what} does {who} have left?"
        working = f"We need to take {b} away from {a}. {a} minus {b} is {result}."
    else:
        a, b = r.randint(2, 12), r.randint(2, 12)
        result = a * b
        holder = r.choice(HOLDERS)
        story = f"{who} has {a} {holder} with {b} {what} in each." if form == 6 else f"There are {a} {holder}. {who} puts {b} {what} in each."
        question = f"How many {what} are there in all?"
        working = f"We need to multiply {a} by {b}. {a} times {b} is {result}."
    if other:
        question = question.replace("How many", "What number of")
    return Sum("word problem", f"{story} {question}", working, str(result), other)
