using System.Text;

namespace Nudging.ChatTemplates.Values;

/// <summary>A string of the interpreter: the text, and for each character whether the template or a variable wrote the character.</summary>
/// <remarks>Immutable. Comparisons and searches read the text only.</remarks>
internal class TextValue
{
    private static readonly int[] NoChanges = [];

    private readonly bool _isTemplateFirst;

    // The offsets where the origin changes, ascending; each is greater than zero and less than the length.
    private readonly int[] _changes;

    public TextValue(string text, bool isTemplate)
        : this(text, isTemplate, NoChanges)
    {
    }

    public TextValue(string text, bool isTemplateFirst, int[] changes)
    {
        Text = text;
        _isTemplateFirst = isTemplateFirst;
        _changes = changes;
    }

    protected TextValue(TextValue text)
        : this(text.Text, text._isTemplateFirst, text._changes)
    {
    }

    /// <summary>Gets the empty string.</summary>
    public static TextValue Empty { get; } = new("", isTemplate: true);

    public string Text { get; }

    public int Length => Text.Length;

    /// <summary>Gets a value indicating whether the template wrote every character.</summary>
    public bool IsTemplate => Text.Length == 0 || (_isTemplateFirst && _changes.Length == 0);

    /// <summary>Gets a value indicating whether the characters have more than one origin.</summary>
    public bool IsMixed => _changes.Length > 0;

    /// <summary>Gets this text as a string; only markup is another object.</summary>
    public TextValue Plain => this is Markup ? new TextValue(this) : this;

    /// <summary>Gets this text for an error message: a text of a variable can be confidential, so that only its length is shown.</summary>
    public string Quoted => IsTemplate ? $"'{Text}'" : Placeholder(Length);

    /// <summary>Gets this text for an error message without quotation marks; the length stands for each run of characters of a variable.</summary>
    public string Shown
    {
        get
        {
            var shown = new StringBuilder();
            ForEachRun(0, Length, (start, length, isTemplate) => _ = isTemplate ? shown.Append(Text, start, length) : shown.Append(Placeholder(length)));
            return shown.ToString();
        }
    }

    /// <summary>Creates a string that the template or the interpreter writes.</summary>
    public static TextValue Template(string text) => new(text, isTemplate: true);

    /// <summary>Creates a string that a variable gives.</summary>
    public static TextValue Untrusted(string text) => new(text, isTemplate: false);

    /// <summary>Creates a text that was made from other texts: template text only if every source is.</summary>
    public static TextValue From(string text, params ReadOnlySpan<TextValue?> sources)
    {
        foreach (TextValue? source in sources)
        {
            if (source is { IsTemplate: false })
            {
                return Untrusted(text);
            }
        }

        return Template(text);
    }

    public static TextValue Concat(TextValue first, TextValue second)
    {
        if (first.Length == 0 || second.Length == 0)
        {
            return first.Length == 0 ? second.Plain : first.Plain;
        }

        bool changes = first.IsTemplateAfter(first._changes.Length) != second._isTemplateFirst;
        int[] joined = new int[first._changes.Length + second._changes.Length + (changes ? 1 : 0)];
        first._changes.CopyTo(joined, 0);
        for (int i = 0; i < second._changes.Length; i++)
        {
            joined[joined.Length - second._changes.Length + i] = first.Length + second._changes[i];
        }

        if (changes)
        {
            joined[first._changes.Length] = first.Length;
        }

        return new(first.Text + second.Text, first._isTemplateFirst, joined);
    }

    public static TextValue Concat(params ReadOnlySpan<TextValue> texts)
    {
        var joined = new TextBuilder();
        foreach (TextValue text in texts)
        {
            joined.Append(text);
        }

        return joined.ToValue();
    }

    /// <summary>Creates a text in which each code unit was made from the code unit at the same offset.</summary>
    /// <remarks>If the length differs, the origins of a mixed text cannot be assigned: the whole text counts as untrusted.</remarks>
    public TextValue Mapped(string text) => text.Length == Text.Length ? new(text, _isTemplateFirst, _changes) : From(text, this);

    public TextValue Repeat(int count)
    {
        if (Text.Length == 0 || count <= 0)
        {
            return Empty;
        }

        if (!IsMixed)
        {
            return new(new StringBuilder().Insert(0, Text, count).ToString(), _isTemplateFirst);
        }

        var repeated = new TextBuilder();
        for (int i = 0; i < count; i++)
        {
            repeated.Append(this);
        }

        return repeated.ToValue();
    }

    /// <summary>Joins texts with this text between them.</summary>
    public TextValue Join(IEnumerable<TextValue> texts)
    {
        var joined = new TextBuilder();
        bool isFirst = true;
        foreach (TextValue text in texts)
        {
            joined.Append(isFirst ? Empty : this).Append(text);
            isFirst = false;
        }

        return joined.ToValue();
    }

    /// <summary>Changes each run of characters of one origin, for a change that does not depend on neighbouring characters.</summary>
    public TextValue MapRuns(Func<string, string> change)
    {
        if (!IsMixed)
        {
            return new(change(Text), _isTemplateFirst);
        }

        var changed = new TextBuilder();
        ForEachRun(0, Text.Length, (start, length, isTemplate) => changed.Append(change(Text.Substring(start, length)), isTemplate));
        return changed.ToValue();
    }

    public TextValue Slice(int start, int length)
    {
        if (length == Text.Length)
        {
            return Plain;
        }

        if (length == 0)
        {
            return Empty;
        }

        string text = Text.Substring(start, length);
        if (_changes.Length == 0)
        {
            return new(text, _isTemplateFirst);
        }

        int first = ChangesUntil(start);
        int end = ChangesUntil(start + length - 1);
        int[] changes = first == end ? NoChanges : new int[end - first];
        for (int i = 0; i < changes.Length; i++)
        {
            changes[i] = _changes[first + i] - start;
        }

        return new(text, IsTemplateAfter(first), changes);
    }

    public TextValue Slice(int start) => Slice(start, Text.Length - start);

    /// <summary>Gets whether the template wrote every character of a range.</summary>
    public bool IsTemplateRange(int start, int length) =>
        length == 0 || (IsTemplateAt(start) && ChangesUntil(start) == ChangesUntil(start + length - 1));

    public bool IsTemplateAt(int at) => IsTemplateAfter(ChangesUntil(at));

    /// <summary>Calls an action for each run of characters of one origin within a range.</summary>
    public void ForEachRun(int start, int length, Action<int, int, bool> action)
    {
        int end = start + length;
        for (int at = start, change = ChangesUntil(start); at < end; change++)
        {
            int next = change < _changes.Length ? Math.Min(end, _changes[change]) : end;
            action(at, next - at, IsTemplateAfter(change));
            at = next;
        }
    }

    public RenderedSegment[] Segments()
    {
        var segments = new RenderedSegment[Text.Length == 0 ? 0 : _changes.Length + 1];
        int at = 0;
        for (int i = 0; i < segments.Length; i++)
        {
            int next = i < _changes.Length ? _changes[i] : Text.Length;
            segments[i] = new(at, next - at, IsTemplateAfter(i));
            at = next;
        }

        return segments;
    }

    public override string ToString() => Text;

    private static string Placeholder(int length) => $"(text of a variable, {(length == 1 ? "1 character" : $"{length} characters")})";

    private bool IsTemplateAfter(int changes) => _isTemplateFirst == ((changes & 1) == 0);

    // The number of changes at or before an offset.
    private int ChangesUntil(int at)
    {
        if (_changes.Length == 0)
        {
            return 0;
        }

        int index = Array.BinarySearch(_changes, at);
        return index >= 0 ? index + 1 : ~index;
    }
}
