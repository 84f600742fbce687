using System.Collections.ObjectModel;
using System.Text;

namespace Nudging.Models;

/// <summary>Builds the text and the segments of a prompt.</summary>
internal sealed class PromptBuilder(int capacity = 256)
{
    private readonly StringBuilder _text = new(capacity);
    private readonly List<PromptSegment> _segments = [];

    /// <summary>Appends text in which special tokens are recognised.</summary>
    public PromptBuilder AppendTemplateText(ReadOnlySpan<char> text) => Append(text, isTemplateText: true);

    /// <summary>Appends text in which special tokens are not recognised.</summary>
    public PromptBuilder AppendOrdinaryText(ReadOnlySpan<char> text) => Append(text, isTemplateText: false);

    /// <summary>Appends a prompt with its segments.</summary>
    public PromptBuilder Append(Prompt prompt)
    {
        foreach (PromptSegment segment in prompt.Segments)
        {
            Append(prompt.Text.AsSpan(segment.Start, segment.Length), segment.IsTemplateText);
        }

        return this;
    }

    /// <summary>Appends text. Joins the text to the last segment if both are of the same kind.</summary>
    public PromptBuilder Append(ReadOnlySpan<char> text, bool isTemplateText)
    {
        if (text.Length == 0)
        {
            return this;
        }

        if (_segments is [.., var last] && last.IsTemplateText == isTemplateText)
        {
            _segments[^1] = last with { Length = last.Length + text.Length };
        }
        else
        {
            _segments.Add(new(_text.Length, text.Length, isTemplateText));
        }

        _text.Append(text);
        return this;
    }

    /// <summary>Gets the text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Gets the segments so far.</summary>
    public ReadOnlyCollection<PromptSegment> Segments => new([.. _segments]);

    /// <summary>Creates the prompt.</summary>
    public Prompt ToPrompt() => new(Text, Segments);
}
