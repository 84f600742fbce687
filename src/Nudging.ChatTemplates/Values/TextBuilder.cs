using System.Text;

namespace Nudging.ChatTemplates.Values;

/// <summary>Joins texts, and keeps the origin of each character.</summary>
internal sealed class TextBuilder
{
    private readonly StringBuilder _text = new();
    private List<int>? _changes;
    private bool _isTemplateFirst;
    private bool _isTemplateLast;

    public int Length => _text.Length;

    public TextBuilder Append(char c, bool isTemplate, int count = 1)
    {
        Mark(count, isTemplate);
        _text.Append(c, count);
        return this;
    }

    public TextBuilder Append(ReadOnlySpan<char> text, bool isTemplate)
    {
        Mark(text.Length, isTemplate);
        _text.Append(text);
        return this;
    }

    public TextBuilder Append(TextValue text) => Append(text, 0, text.Length);

    public TextBuilder Append(TextValue text, int start, int length)
    {
        if (!text.IsMixed)
        {
            Mark(length, length > 0 && text.IsTemplateAt(start));
            _text.Append(text.Text, start, length);
            return this;
        }

        text.ForEachRun(start, length, (_, count, isTemplate) =>
        {
            Mark(count, isTemplate);
            _text.Append(text.Text, start, count);
            start += count;
        });
        return this;
    }

    /// <summary>Gets the joined text.</summary>
    public TextValue ToValue() => new(_text.ToString(), _isTemplateFirst, _changes is null ? [] : [.. _changes]);

    private void Mark(int length, bool isTemplate)
    {
        if (length == 0)
        {
            return;
        }

        if (_text.Length == 0)
        {
            _isTemplateFirst = isTemplate;
        }
        else if (isTemplate != _isTemplateLast)
        {
            (_changes ??= []).Add(_text.Length);
        }

        _isTemplateLast = isTemplate;
    }
}
