using System.Globalization;
using System.Numerics;
using System.Text;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>The methods of strings.</summary>
internal static class StringMethods
{
    /// <summary>Gets the methods by name.</summary>
    public static Dictionary<string, Method> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["capitalize"] = OfText(Capitalize),
        ["casefold"] = OfText(Lower),
        ["center"] = Padding("center", (text, width, fill) => Center(text, width, fill)),
        ["count"] = (context, self, arguments) => (BigInteger)Count(context, Text(self), arguments.Bind("count", 1, "sub").Text(0).Text),
        ["endswith"] = Affix("endswith", (text, affix) => text.EndsWith(affix, StringComparison.Ordinal)),
        ["expandtabs"] = (context, self, arguments) => StringOperations.ExpandTabs(context, Value(self), arguments.Bind("expandtabs", 0, "tabsize").Integer(0, 8)),
        ["find"] = Search("find", isStrict: false, (text, part) => text.IndexOf(part, StringComparison.Ordinal)),
        ["format"] = (context, self, arguments) => Markup.Like(self, BraceFormat.Apply(context, Value(self), arguments, escapes: self is Markup)),
        ["index"] = Search("index", isStrict: true, (text, part) => text.IndexOf(part, StringComparison.Ordinal)),
        ["isalnum"] = Each(rune => Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune)),
        ["isalpha"] = Each(Rune.IsLetter),
        ["isascii"] = (_, self, _) => Ascii.IsValid(Text(self)),
        ["isdecimal"] = Each(Rune.IsDigit),
        ["isdigit"] = Each(rune => CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0),
        ["isidentifier"] = (_, self, _) => Text(self) is { Length: > 0 } text && !char.IsDigit(text[0]) && text.All(c => c == '_' || char.IsLetterOrDigit(c)),
        ["islower"] = (_, self, _) => Text(self).Any(char.IsLower) && !Text(self).Any(char.IsUpper),
        ["isnumeric"] = Each(Rune.IsNumber),
        ["isprintable"] = (_, self, _) => Text(self).EnumerateRunes().All(rune => PythonText.IsPrintable(rune.Value)),
        ["isspace"] = (_, self, _) => Text(self).Length > 0 && Text(self).All(PythonText.IsSpace),
        ["istitle"] = (_, self, _) => Text(self).Any(IsCapital) && Title(Value(self)).Text == Text(self),
        ["isupper"] = (_, self, _) => Text(self).Any(char.IsUpper) && !Text(self).Any(char.IsLower),
        ["join"] = Join,
        ["ljust"] = Padding("ljust", (text, width, fill) => TextValue.Concat(text, fill.Repeat(width - CodePoints.Count(text.Text)))),
        ["lower"] = OfText(Lower),
        ["lstrip"] = Strip("lstrip", atStart: true, atEnd: false),
        ["partition"] = (context, self, arguments) => Partition(context, Value(self), arguments.Bind("partition", 1, "sep").Text(0), isLast: false),
        ["removeprefix"] = OfTexts("removeprefix", (text, affix) => text.Text.StartsWith(affix, StringComparison.Ordinal) ? text.Slice(affix.Length) : text),
        ["removesuffix"] = OfTexts("removesuffix", (text, affix) => text.Text.EndsWith(affix, StringComparison.Ordinal) ? text.Slice(0, text.Length - affix.Length) : text),
        ["replace"] = Replace,
        ["rfind"] = Search("rfind", isStrict: false, (text, part) => text.LastIndexOf(part, StringComparison.Ordinal)),
        ["rindex"] = Search("rindex", isStrict: true, (text, part) => text.LastIndexOf(part, StringComparison.Ordinal)),
        ["rjust"] = Padding("rjust", (text, width, fill) => TextValue.Concat(fill.Repeat(width - CodePoints.Count(text.Text)), text)),
        ["rpartition"] = (context, self, arguments) => Partition(context, Value(self), arguments.Bind("rpartition", 1, "sep").Text(0), isLast: true),
        ["rsplit"] = Split("rsplit", isFromEnd: true),
        ["rstrip"] = Strip("rstrip", atStart: false, atEnd: true),
        ["split"] = Split("split", isFromEnd: false),
        ["splitlines"] = (context, self, arguments) => new ListValue(
            [.. StringOperations.Lines(Value(self), arguments.Bind("splitlines", 0, "keepends").IsTrue(0)).Select(context.Charged)]),
        ["startswith"] = Affix("startswith", (text, affix) => text.StartsWith(affix, StringComparison.Ordinal)),
        ["strip"] = Strip("strip", atStart: true, atEnd: true),
        ["swapcase"] = OfText(text => text.MapRuns(part => string.Concat(part.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))))),
        ["title"] = OfText(Title),
        ["upper"] = OfText(Upper),
        ["zfill"] = (context, self, arguments) => ZeroFill(context, Value(self), arguments.Bind("zfill", 1, "width").Integer(0)),
    };

    public static TextValue Lower(TextValue text) => text.MapRuns(part => part.ToLowerInvariant());

    public static TextValue Upper(TextValue text) => text.MapRuns(Upper);

    public static string Upper(string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    public static TextValue Capitalize(TextValue text)
    {
        int first = text.Length == 0 ? 0 : CodePoints.LengthAt(text.Text, 0);
        return TextValue.Concat(Upper(text.Slice(0, first)), Lower(text.Slice(first)));
    }

    public static TextValue Center(TextValue text, int width, TextValue fill)
    {
        int missing = Math.Max(0, width - CodePoints.Count(text.Text));
        int left = (missing / 2) + (missing & width & 1);
        return TextValue.Concat(fill.Repeat(left), text, fill.Repeat(missing - left));
    }

    /// <summary>Removes characters from the ends; <see langword="null"/> stands for white space.</summary>
    public static TextValue Strip(TextValue value, TextValue? characters, bool atStart = true, bool atEnd = true)
    {
        string text = value.Text;
        int start = 0;
        int end = text.Length;
        if (characters is null)
        {
            end = atEnd ? text.AsSpan().LastIndexOfAnyExcept(PythonText.Spaces) + 1 : end;
            start = atStart && text.AsSpan(0, end).IndexOfAnyExcept(PythonText.Spaces) is var first ? (first < 0 ? end : first) : start;
            return value.Slice(start, end - start);
        }

        HashSet<string> set = [.. Sequences.Characters(characters).Select(character => character.Text)];
        while (atStart && start < end && Contains(start))
        {
            start += CodePoints.LengthAt(text, start);
        }

        while (atEnd && end > start && Contains(LastBefore(end)))
        {
            end = LastBefore(end);
        }

        return value.Slice(start, end - start);

        bool Contains(int at) => set.Contains(text.Substring(at, CodePoints.LengthAt(text, at)));

        int LastBefore(int position) => position >= 2 && char.IsSurrogatePair(text[position - 2], text[position - 1]) ? position - 2 : position - 1;
    }

    /// <summary>Replaces parts of a text. Where a part is not template text, the replacement is not.</summary>
    public static TextValue Replace(RenderContext context, TextValue value, string old, TextValue replacement, int count)
    {
        string text = value.Text;
        int found = old.Length == 0 ? CodePoints.Count(text) + 1 : Count(context, text, old);
        count = count < 0 ? found : Math.Min(count, found);
        context.ChargeText(text.Length + ((long)count * (replacement.Length - old.Length)));
        if (count == found && old.Length > 0 && !value.IsMixed && (!value.IsTemplate || replacement.IsTemplate))
        {
            return new(text.Replace(old, replacement.Text, StringComparison.Ordinal), value.IsTemplate);
        }

        var result = new TextBuilder();
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            int next = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : at;
            result.Append(value, at, next - at);
            bool isTemplate = old.Length > 0 ? value.IsTemplateRange(next, old.Length) : next == text.Length ? value.IsTemplate : value.IsTemplateAt(next);
            _ = isTemplate ? result.Append(replacement) : result.Append(replacement.Text, isTemplate: false);
            at = next + old.Length;
            if (old.Length == 0 && at < text.Length)
            {
                result.Append(value, at, CodePoints.LengthAt(text, at));
                at += CodePoints.LengthAt(text, at);
            }
        }

        return result.Append(value, at, text.Length - at).ToValue();
    }

    private static string Text(object self) => PythonText.AsText(self)!;

    private static TextValue Value(object self) => ((TextValue)self).Plain;

    private static Method OfText(Func<TextValue, TextValue> change) => (context, self, _) => Markup.Like(self, context.Charged(change(Value(self))));

    private static Method OfTexts(string name, Func<TextValue, string, TextValue> change) =>
        (context, self, arguments) => Markup.Like(self, context.Charged(change(Value(self), arguments.Bind(name, 1, "affix").Text(0).Text)));

    private static Method Each(Func<Rune, bool> holds) => (_, self, _) => Text(self).Length > 0 && Text(self).EnumerateRunes().All(holds);

    private static Method Padding(string name, Func<TextValue, int, TextValue, TextValue> pad) => (context, self, arguments) =>
    {
        BoundArguments bound = arguments.Bind(name, 1, "width", "fillchar");
        int width = bound.Integer(0);
        context.ChargeText(2L * Math.Max(width, Text(self).Length));
        TextValue fill = bound.Text(1, " ");
        return CodePoints.Count(fill.Text) == 1 ? Markup.Like(self, pad(Value(self), width, fill)) : throw new TemplateRuntimeException($"The fill of '{name}' must be one character.");
    };

    private static Method Strip(string name, bool atStart, bool atEnd) => (context, self, arguments) =>
    {
        TextValue? characters = arguments.Bind(name, 0, "chars").TextOrNull(0);
        context.ChargeText(characters is null ? 0 : Text(self).Length + characters.Length);
        return Markup.Like(self, context.Charged(Strip(Value(self), characters, atStart, atEnd)));
    };

    private static Method Affix(string name, Func<string, string, bool> holds) => (context, self, arguments) =>
    {
        BoundArguments bound = arguments.Bind(name, 1, "affix", "start", "end");
        string text = Part(self, bound.Has(1) ? bound[1] : null, bound.Has(2) ? bound[2] : null, out _);
        return bound[0] is TupleValue affixes
            ? affixes.Items.Any(affix => holds(text, PythonText.AsText(affix) ?? throw new TemplateRuntimeException($"'{name}' needs strings.")))
            : holds(text, bound.Text(0).Text);
    };

    private static Method Search(string name, bool isStrict, Func<string, string, int> find) => (context, self, arguments) =>
    {
        BoundArguments bound = arguments.Bind(name, 1, "sub", "start", "end");
        string text = Part(self, bound.Has(1) ? bound[1] : null, bound.Has(2) ? bound[2] : null, out int start);
        context.ChargeSearch(text, bound.Text(0).Text);
        int index = CodePoints.ToCount(text, find(text, bound.Text(0).Text));
        return index >= 0 ? (BigInteger)(start + index) : isStrict ? throw new TemplateRuntimeException("The string does not contain the substring.") : BigInteger.MinusOne;
    };

    private static string Part(object self, object? from, object? to, out int start)
    {
        string text = Text(self);
        (start, _, int count) = Slices.Indexes(CodePoints.Count(text), from, to, null);
        return from is null && to is null ? text : CodePoints.Substring(Value(self), Math.Min(start, CodePoints.Count(text)), count).Text;
    }

    private static int Count(RenderContext context, string text, string part)
    {
        context.ChargeSearch(text, part);
        if (part.Length == 0)
        {
            return CodePoints.Count(text) + 1;
        }

        int count = 0;
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static TextValue Join(RenderContext context, object self, Arguments arguments)
    {
        List<TextValue> parts = [];
        foreach (object? part in Sequences.Iterate(context, arguments.Bind("join", 1, "iterable")[0]))
        {
            parts.Add(part as TextValue ?? throw new TemplateRuntimeException($"'join' needs strings, not a value of type '{TypeNames.Of(part)}'."));
        }

        context.ChargeText(parts.Sum(part => (long)part.Length + Text(self).Length));
        return Markup.Like(self, Value(self).Join(parts));
    }

    private static TextValue Replace(RenderContext context, object self, Arguments arguments)
    {
        BoundArguments bound = arguments.Bind("replace", 2, "old", "new", "count");
        TextValue old = self is Markup ? Markup.Escape(context, bound[0]) : bound.Text(0);
        TextValue replacement = self is Markup ? Markup.Escape(context, bound[1]) : bound.Text(1);
        return Markup.Like(self, Replace(context, Value(self), old.Text, replacement, bound.Integer(2, -1)));
    }

    private static Method Split(string name, bool isFromEnd) => (context, self, arguments) =>
    {
        BoundArguments bound = arguments.Bind(name, 0, "sep", "maxsplit");
        string text = Text(self);
        context.ChargeText(text.Length);
        context.ChargeSearch(text, PythonText.AsText(bound[0]) ?? "");
        int maxSplits = bound.Integer(1, -1) is >= 0 and int given ? given : int.MaxValue;
        List<TextValue> parts = bound.TextOrNull(0) is { } separator
            ? StringOperations.Split(Value(self), separator.Length > 0 ? separator.Text : throw new TemplateRuntimeException("The separator cannot be empty."), maxSplits, isFromEnd)
            : StringOperations.SplitAtSpaces(Value(self), maxSplits, isFromEnd);
        context.Charge(parts.Count);
        return new ListValue([.. parts.Select(part => Markup.Like(self, part))]);
    };

    private static TupleValue Partition(RenderContext context, TextValue text, TextValue separator, bool isLast)
    {
        context.ChargeText(text.Length);
        context.ChargeSearch(text.Text, separator.Text);
        int at = separator.Length == 0 ? throw new TemplateRuntimeException("The separator cannot be empty.")
            : isLast ? text.Text.LastIndexOf(separator.Text, StringComparison.Ordinal)
            : text.Text.IndexOf(separator.Text, StringComparison.Ordinal);
        return at >= 0 ? new(text.Slice(0, at), separator, text.Slice(at + separator.Length))
            : isLast ? new(TextValue.Empty, TextValue.Empty, text)
            : new(text, TextValue.Empty, TextValue.Empty);
    }

    private static TextValue Title(TextValue text)
    {
        var title = new StringBuilder(text.Length);
        bool isInWord = false;
        foreach (char c in text.Text)
        {
            title.Append(isInWord ? char.ToLowerInvariant(c) : Capital(c));
            isInWord = char.IsLower(c) || IsCapital(c);
        }

        return text.Mapped(title.ToString());

        static char Capital(char c) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(c.ToString()) is [char capital] ? capital : c;
    }

    private static bool IsCapital(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static TextValue ZeroFill(RenderContext context, TextValue text, int width)
    {
        context.ChargeText(Math.Max(width, text.Length));
        int sign = text.Text.StartsWith('-') || text.Text.StartsWith('+') ? 1 : 0;
        return TextValue.Concat(text.Slice(0, sign), TextValue.Template("0").Repeat(width - CodePoints.Count(text.Text)), text.Slice(sign));
    }
}
