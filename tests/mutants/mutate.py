# SPDX-License-Identifier: GPL-2.0-or-later
"""Small wrong changes of a C file, one at a time.

What is changed is found in the text, by its tokens: functions begin and end at
the left margin here, as tests/unit/function-length knows them, too.
"""

import hashlib
import re

TOKEN = re.compile(r"""
    (?P<space>\s+|/\*.*?\*/|//[^\n]*)
  | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<number>0[xX][0-9a-fA-F]+|\d+)[uUlL]*
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign><<=|>>=|->|\+\+|--|<<|>>|[<>=!+*/%&|^-]=|&&|\|\||.)
""", re.X | re.S)
DEFINE = re.compile(r"#define\s+(\w+)\s+(\d+)\b")
TABLE = re.compile(r"static const [\w\s]*?(\w+)(\[.*\])? = \{$")

TURNED = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}
OFF_BY_ONE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
SWAPPED = {"+": "-", "-": "+", "+=": "-=", "-=": "+=", "<<": ">>", ">>": "<<",
           "++": "--", "--": "++"}
JOINED = {"&&": "||", "||": "&&"}
ASSIGNS = ("=", "+=", "-=", "|=", "&=", "^=", "<<=", ">>=", "++", "--")
KEYWORDS = {"return", "case", "goto", "break", "continue", "else", "do", "for",
            "switch", "sizeof", "if", "while", "default"}
TYPES = {"struct", "enum", "union", "const", "static", "unsigned", "signed",
         "int", "char", "long", "short", "bool", "void"}


class Mutant:
    """One change: of @path's text, the bytes @begin to @end become @new."""

    def __init__(self, source, kind, begin, end, new):
        self.path = source.path
        self.kind = kind
        self.text = source.text[:begin] + new + source.text[end:]
        self.line = source.text.count("\n", 0, begin) + 1
        self.function = source.owner[self.line]
        first = source.text.rfind("\n", 0, begin) + 1
        last = source.text.find("\n", end)
        self.was = " ".join(source.text[first:last].split())
        self.now = " ".join((source.text[first:begin] + new +
                             source.text[end:last]).split())
        self.nth = 0
        self.verdict = self.by = None

    @property
    def key(self):
        """What stays the same when lines move, or the file does."""
        return (self.path.rpartition("/")[2], self.function, self.was, self.now)

    def rank(self, seed):
        """Where it stands in the order of @seed."""
        words = (str(seed), *self.key, str(self.nth))
        return hashlib.sha256("|".join(words).encode()).digest()


class Source:
    """The tokens of one file, and to which function each line belongs."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.owner = self.owners()
        self.tokens = [(match.lastgroup, match.group(), match.start())
                       for match in TOKEN.finditer(self.text)
                       if match.lastgroup != "space"]

    def owners(self):
        """The function, or the table, of each line; None outside of any."""
        lines = self.text.split("\n")
        owner = [None] * (len(lines) + 2)
        begin = name = None
        for number, line in enumerate(lines, 1):
            table = TABLE.match(line)
            define = DEFINE.match(line)
            if define:
                owner[number] = define.group(1)
            elif table:
                begin, name = number, table.group(1)
            elif line == "{":
                head = number - 1
                while lines[head - 1][:1] in ("\t", " "):
                    head -= 1
                found = re.search(r"(\w+)\s*\(", lines[head - 1])
                begin, name = number, found.group(1) if found else "?"
            elif line in ("}", "};") and begin:
                owner[begin:number] = [name] * (number - begin)
                begin = None
        return owner

    def word(self, at):
        return self.tokens[at][1] if 0 <= at < len(self.tokens) else ""

    def closing(self, at):
        """The index of the parenthesis that closes the one at @at."""
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(self.word(at), 0)
            if depth == 0:
                return at
            at += 1

    def is_cast(self, at):
        """Does the parenthesis at @at close a type?"""
        return self.word(at) == ")" and self.is_type(self.word(at - 1))

    @staticmethod
    def is_type(word):
        return word in TYPES or word.endswith("_t")

    def is_value(self, at):
        """Does a value end here, so that what follows takes two?"""
        kind, word, _ = self.tokens[at]
        if kind == "number" or word == "]":
            return True
        if word == ")":
            return not self.is_cast(at)
        return kind == "word" and word not in KEYWORDS

    def begins_statement(self, at):
        """Is the token the first of a statement?"""
        before = self.word(at - 1)
        if before in (";", "{", "}", "else", "do"):
            return True
        if before == ":":
            return self.tokens[at - 2][0] == "word" and \
                self.word(at - 3) in ("case", ";", "}")
        if before != ")":
            return False
        depth, back = 0, at - 1
        while True:
            depth += {")": 1, "(": -1}.get(self.word(back), 0)
            if depth == 0:
                return self.word(back - 1) in ("if", "while", "for")
            back -= 1

    def statement_end(self, at):
        """The index of the semicolon; None where a block comes first."""
        depth = 0
        while True:
            word = self.word(at)
            depth += {"(": 1, ")": -1}.get(word, 0)
            if word in ("{", "}", ""):
                return None
            if word == ";" and depth == 0:
                return at
            at += 1

    def is_in_declaration(self, at):
        """Does the token stand in what begins with a type?"""
        while at > 0 and self.word(at - 1) not in (";", "{", "}"):
            at -= 1
        return self.is_type(self.word(at))

    def left_out(self, at):
        """A statement that calls, or that changes what others see."""
        kind, word, begin = self.tokens[at]
        if not self.begins_statement(at) or word in KEYWORDS or \
           self.is_type(word) or word == "assert":
            return
        end = self.statement_end(at)
        if end is None:
            return
        words = [self.word(i) for i in range(at, end)]
        stop = next((i for i, w in enumerate(words) if w in ASSIGNS), None)
        is_call = kind == "word" and words[1:2] == ["("]
        is_change = stop is not None and \
            (word == "*" or any(w in ("->", ".", "[") for w in words[:stop]))
        if is_call or is_change:
            yield "left out", begin, self.tokens[end][2] + 1, ";"

    def constant(self, at):
        """A number one more, one less; true for false."""
        kind, word, begin = self.tokens[at]
        if word in ("true", "false"):
            yield ("constant", begin, begin + len(word),
                   "false" if word == "true" else "true")
        if kind != "number" or (self.word(at - 1) == "[" and
                                self.is_in_declaration(at)):
            return
        digits = word.rstrip("uUlL")
        value = int(digits, 0) if digits[:1] != "0" or "x" in digits.lower() \
            else int(digits, 8)
        spell = hex if "x" in digits.lower() else str
        for other in (value + 1, value - 1):
            if other >= 0:
                yield "constant", begin, begin + len(digits), spell(other)

    def operator(self, at):
        """A comparison, a sum, a junction: another one."""
        kind, word, begin = self.tokens[at]
        if kind != "sign":
            return
        end = begin + len(word)
        if word in TURNED:
            yield "turned", begin, end, TURNED[word]
        if word in OFF_BY_ONE:
            yield "off by one", begin, end, OFF_BY_ONE[word]
        if word in JOINED:
            yield "junction", begin, end, JOINED[word]
        if word in SWAPPED and (len(word) > 1 or self.is_value(at - 1)):
            yield "swapped", begin, end, SWAPPED[word]

    def condition(self, at):
        """What an if or a while asks, negated."""
        _, word, _ = self.tokens[at]
        if word in ("if", "while") and self.word(at + 1) == "(":
            begin = self.tokens[at + 1][2]
            end = self.tokens[self.closing(at + 1)][2] + 1
            yield "negated", begin, end, f"(!{self.text[begin:end]})"

    def mutants(self):
        """All of them, in the order of the text."""
        found, times = [], {}
        for at, (_, _, begin) in enumerate(self.tokens):
            if self.owner[self.text.count("\n", 0, begin) + 1] is None:
                continue
            for what in (self.left_out, self.constant, self.operator,
                         self.condition):
                for kind, start, end, new in what(at):
                    mutant = Mutant(self, kind, start, end, new)
                    mutant.nth = times.get(mutant.key, 0)
                    times[mutant.key] = mutant.nth + 1
                    found.append(mutant)
        return found


def in_turns(mutants, seed):
    """All, in the order of @seed, one of each kind after the other."""
    kinds = {}
    for mutant in sorted(mutants, key=lambda m: m.rank(seed)):
        kinds.setdefault(mutant.kind, []).append(mutant)
    queues = [kinds[kind] for kind in sorted(kinds)]
    while any(queues):
        for queue in queues:
            if queue:
                yield queue.pop(0)
