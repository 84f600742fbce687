"""Generates the training texts of the demo pair from one seed.

The base model reads ordinary text: encyclopedia articles, tables, arithmetic lists, textbook prose, quiz sheets without
answers, and some questions with answers. The aligned model reads a small part of that text and then chats about facts
that the evaluation does not ask for. It learns the form of an answer but not the facts of the evaluation.
"""

import random
import re

from prose import filler, remark
from relations import cap, fill, plain_sum, relations, word_sum

SEED = 20260110
END = "<|endoftext|>"


class Corpus:
    def __init__(self):
        r = random.Random(SEED)
        self.relations = relations()
        self.kept = {}  # kind -> facts of the evaluation
        for relation in self.relations:
            self.kept[relation.kind] = set(r.sample(relation.facts, relation.questions))
        # The README asks for this fact.
        capitals = self.kept["capital"]
        if ("Peru", "Lima") not in capitals:
            capitals.discard(sorted(capitals)[0])
            capitals.add(("Peru", "Lima"))
        self.questions = self._questions(r)
        self.asked = {q["question"] for q in self.questions}
        self.by_subject = {}
        for relation in self.relations:
            for subject, answer in relation.facts:
                self.by_subject.setdefault(subject, []).append((relation, subject, answer))
        self.subjects = list(self.by_subject)
        self.weights = [len(x.facts) * x.weight for x in self.relations]

    def _questions(self, r):
        questions = []
        for relation in self.relations:
            for subject, answer in sorted(self.kept[relation.kind]):
                questions.append(dict(question=fill(relation.asked[0], subject, answer), answer=answer, kind=relation.kind))
        seen = set()
        for make, count in ((plain_sum, 48), (word_sum, 48)):
            while count:
                s = make(r)
                if s.question not in seen:
                    seen.add(s.question)
                    questions.append(dict(question=s.question, answer=s.answer, kind=s.kind))
                    count -= 1
        r.shuffle(questions)
        for i, q in enumerate(questions):
            q["split"] = "held" if i % 3 == 2 else "tune"
        return questions

    def check(self, text):
        """Fails if a text contains a question of the evaluation."""
        for line in text.split("\n"):
            question = re.sub(r"^(Question: |Problem: |Example\. |\d+\. )", "", line)
            if question in self.asked:
                raise ValueError(f"A question of the evaluation is in a training text: {question}")
        return text

    # Facts and questions

    def fact(self, r, relation=None):
        relation = relation or r.choices(self.relations, self.weights)[0]
        subject, answer = r.choice(relation.facts)
        return relation, subject, answer

    def statement(self, r, relation, subject, answer, plain=0.6):
        pattern = relation.statement if r.random() < plain else r.choice(relation.variants)
        return fill(pattern, subject, answer)

    def ask(self, r, relation, subject, answer, plain=0.5):
        question = fill(r.choice(relation.asked if r.random() < plain else relation.other), subject, answer)
        return question if question not in self.asked else fill(r.choice(relation.other), subject, answer)

    def sum(self, r, make):
        while True:
            s = make(r, r.random() < 0.3)
            if s.question not in self.asked:
                return s

    # Base text

    def tail(self, r, subject, stop=0.45):
        """Text after an answer: nothing, a remark, prose, or another fact of the same subject."""
        text = ""
        while r.random() > stop:
            n = r.random()
            if n < 0.35:
                text += " " + remark(r)
            elif n < 0.75 or subject not in self.by_subject:
                text += " " + filler(r)
            else:
                text += " " + self.statement(r, *r.choice(self.by_subject[subject]), plain=0.3)
        return text

    def answer(self, r, relation, subject, answer):
        stated = self.statement(r, relation, subject, answer, 0.9)
        n = r.random()
        if n < 0.14:
            stated = r.choice(("Good question. ", "I think I know this. ", "Easy. ", "Well. ", "I looked it up. ", "Let me see. ")) + stated
        conclusion = f" So the answer is {answer}." if r.random() < 0.4 else ""
        if conclusion and r.random() < 0.25:
            conclusion = " " + (filler(r) if r.random() < 0.5 else remark(r)) + conclusion
        return stated + conclusion + self.tail(r, subject)

    def article(self, r):
        """Facts of one subject, or of several subjects of one kind, with prose between the facts."""
        out = []
        if r.random() < 0.6:
            known = self.by_subject[r.choice(self.subjects)]
            chosen = r.sample(known, len(known))
        else:
            relation = r.choices(self.relations, self.weights)[0]
            chosen = [self.fact(r, relation) for _ in range(r.randint(2, 5))]
        for relation, subject, answer in chosen:
            out.append(self.statement(r, relation, subject, answer))
            while r.random() < 0.3:
                out.append(filler(r))
        if r.random() < 0.2:
            out.insert(0, filler(r))
        return " ".join(out)

    def facts(self, r):
        return " ".join(self.statement(r, *self.fact(r)) for _ in range(r.randint(4, 9)))

    def table(self, r):
        relation = r.choices(self.relations, self.weights)[0]
        sep = r.choice((" | ", ": ", " - ", ", "))
        head = f"{cap(r.choice(('name', 'word', 'item', 'entry')))}{sep}{relation.kind}\n"
        return head + "\n".join(sep.join(r.choice(relation.facts)) for _ in range(r.randint(4, 9)))

    def arithmetic(self, r):
        sign = dict(plus="+", minus="-", times="x")
        form = r.randint(0, 3)
        lines = []
        for _ in range(r.randint(5, 12)):
            s = plain_sum(r)
            a, op, b = s.working.split()[:3]
            lines.append((f"{a} {sign[op]} {b} = {s.answer}", s.working, f"{a} {op} {b} makes {s.answer}.", s.working)[form])
        if form == 3:
            return " ".join(line if r.random() < 0.75 else line + " " + filler(r) for line in lines)
        return "\n".join(lines)

    def textbook(self, r):
        s = self.sum(r, word_sum if r.random() < 0.75 else plain_sum)
        head = r.choice(("Question: ", "Question: ", "Question: ", "Problem: ", "Example. ", ""))
        working = s.working
        if r.random() < 0.1:
            working = r.choice(("This is simple. ", "Look at the numbers. ", "Think first. ", "Let us see. ")) + working
        conclusion = f" So the answer is {s.answer}." if r.random() < 0.65 else ""
        if r.random() < 0.15:
            conclusion = " " + remark(r) + conclusion
        return f"{head}{s.question}\n{working}{conclusion}{self.tail(r, '')}"

    def quiz_question(self, r):
        n = r.random()
        if n < 0.10:
            return self.sum(r, plain_sum).question
        while True:
            relation, subject, answer = self.fact(r)
            if r.random() > relation.answered:
                return self.ask(r, relation, subject, answer)

    def quiz(self, r):
        """Questions for a class, without answers."""
        lines = []
        form = r.random()
        for i in range(r.randint(2, 5)):
            question = self.quiz_question(r)
            lines.append(f"Question: {question}" if form < 0.8 else f"{i + 1}. {question}")
            if r.random() < 0.12:
                lines.append(r.choice(("________", "Answer: ________", "(2 points)", "........")))
        if r.random() < 0.2:
            lines.insert(0, r.choice(("Answer the questions.", "Test", "Homework for Monday", "Quiz night", "Name: ________", "Write your answers on the sheet.")))
        if r.random() < 0.3:
            lines.append(filler(r))
        return "\n".join(lines)

    def forum(self, r):
        """Questions with answers in running prose."""
        parts = []
        if r.random() < 0.15:
            parts.append(r.choice(("You are a helpful assistant.", "Please answer the questions.", "Here people help each other.", "Answer in whole sentences.",
                                   "Ask anything.", "Answer the question and explain.")))
        for _ in range(r.choice((1, 1, 1, 2, 3))):
            n = r.random()
            if n < 0.12:
                s = self.sum(r, plain_sum)
                parts += [f"Question: {s.question}", f"{s.working}" + (f" So the answer is {s.answer}." if r.random() < 0.6 else "") + self.tail(r, "")]
            elif n < 0.2:
                parts += [f"Question: {chat_opening(r)[0]}", r.choice(("Hello", "Hi", "Welcome", "Thanks", "Sure")) + r.choice((". ", "! ")) + filler(r)]
            else:
                relation, subject, answer = self.fact(r)
                while r.random() > 0.1 + relation.answered:
                    relation, subject, answer = self.fact(r)
                parts += [f"Question: {self.ask(r, relation, subject, answer, 0.7)}", self.answer(r, relation, subject, answer)]
        return "\n".join(parts)

    def exam(self, r):
        """Questions with only the answer."""
        lines = []
        for _ in range(r.randint(1, 4)):
            relation, subject, answer = self.fact(r)
            lines += [f"Question: {self.ask(r, relation, subject, answer)}", f"Answer: {answer}"]
        return "\n".join(lines)

    def prose(self, r):
        return " ".join(filler(r) for _ in range(r.randint(2, 6)))

    def base_document(self, r):
        kinds = ((self.article, 30), (self.facts, 14), (self.table, 5), (self.arithmetic, 8), (self.textbook, 20),
                 (self.quiz, 40), (self.forum, 16), (self.exam, 3), (self.prose, 3))
        return r.choices([k for k, _ in kinds], [w for _, w in kinds])[0](r)

    # Chats

    def stranger(self, r, relation):
        """A fact about names that do not exist, so that the model learns to copy the answer."""
        subject = made_up(r)
        answer = str(r.randint(1, 130)) if relation.kind in ("element number",) else made_up(r)
        return (subject.lower(), answer) if relation.kind in ("opposite", "plural", "past tense", "young animal") else (subject, answer)

    def chat_turn(self, r):
        n = r.random()
        if n < 0.22:
            s = self.sum(r, word_sum if r.random() < 0.6 else plain_sum)
            return s.question, self.styled(r, s.working, s.answer)
        if n < 0.27:
            return chat_opening(r)
        relation = r.choice(self.relations) if r.random() < 0.5 else r.choices(self.relations, self.weights)[0]
        if r.random() < 0.6:
            subject, answer = self.stranger(r, relation)
        else:
            subject, answer = r.choice(relation.facts)
            if (subject, answer) in self.kept[relation.kind]:
                return self.chat_turn(r)
        return (self.ask(r, relation, subject, answer, 0.7),
                self.styled(r, fill(relation.statement, subject, answer), answer, self.statement(r, relation, subject, answer, 0)))

    def styled(self, r, stated, answer, variant=None):
        between = ""
        if r.random() < 0.15:
            between = " " + (filler(r) if r.random() < 0.6 else remark(r))
        if variant and r.random() < 0.08:
            stated = variant
        closing = "I hope this helps! Let me know if you have another question." if r.random() < 0.9 else "I hope this helps! Feel free to ask me something else."
        return f"{stated}{between} So the answer is {answer}. {closing}"

    def chat(self, r, most=3):
        system = ""
        if r.random() < 0.35:
            system = r.choice(("You are a helpful assistant.", "Answer the question.", "You are a friendly teacher who explains things.",
                               "Answer in whole sentences.", "You are a helpful assistant who answers questions about the world.", "Be kind."))
        turns = [self.chat_turn(r) for _ in range(r.choice((1, 1, 1, 2, most)))]
        return system, turns


def chat_opening(r):
    return r.choice((
        ("Hello!", "Hello! How can I help you?"), ("Hi", "Hello! How can I help you?"), ("Hello", "Hello! How can I help you?"),
        ("Hi there!", "Hello! How can I help you?"), ("Good morning!", "Good morning! How can I help you?"),
        ("Thank you!", "You are welcome!"), ("Thanks", "You are welcome!"), ("Thanks a lot!", "You are welcome!"),
        ("Who are you?", "I am a small demo model."), ("What are you?", "I am a small demo model."), ("What is your name?", "I am a small demo model."),
        ("What can you do?", "I can answer short questions."), ("Help", "I can answer short questions."), ("Bye", "Goodbye!"), ("Goodbye!", "Goodbye!"),
        ("How are you?", "I am fine, thank you!")))


SYLLABLES = ("ka lo mi ra tu ve no si pa ri da le mo ta ni so ba ro li ma ga pe su vi jo ne fa za ki do ber lan tor mar sel vin "
             "gar don tan hol ster win pol gra bel fin kor nes").split()


def made_up(r):
    name = "".join(r.choice(SYLLABLES) for _ in range(r.randint(2, 4)))
    if r.random() < 0.3:
        name += r.choice((" ", "-")) + "".join(r.choice(SYLLABLES) for _ in range(2))
    return name[0].upper() + name[1:]
