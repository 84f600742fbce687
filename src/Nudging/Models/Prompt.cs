using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Nudging.Models;

/// <summary>The prompt of a language model: a text, and the ranges of the text in which special tokens are recognised.</summary>
/// <remarks>
/// <para>
/// The author of a prompt writes its template text, such as <c>&lt;|im_start|&gt;user</c>: a special token in template text
/// becomes the control token of the model. All other text is ordinary text: messages, documents, the results of functions. A
/// special token in ordinary text, or with a single character in ordinary text, becomes tokens of ordinary text.
/// </para>
/// <para>
/// A string converts to a prompt written by hand, all of it template text. An interpolated string that is assigned or passed
/// as a prompt keeps the difference: its literals are template text, and its holes are ordinary text. A hole that is a
/// <see cref="Prompt"/> keeps its own ranges. This holds for strings that the compiler converts to a prompt: a
/// <c>var</c> or an argument of type <see cref="string"/> receives a plain string, which <see cref="Create"/> avoids.
/// </para>
/// <para>Immutable and thread safe. Two prompts are equal if their texts and their ranges are equal: the tokens of equal prompts are equal.</para>
/// </remarks>
/// <example>
/// <code>
/// string question = Console.ReadLine()!;
/// Prompt prompt = $"&lt;|im_start|&gt;user\n{question}&lt;|im_end|&gt;\n&lt;|im_start|&gt;assistant\n";
/// await using ILanguageModelSession session = model.CreateSession(prompt);
/// </code>
/// </example>
[InterpolatedStringHandler]
public sealed class Prompt : IEquatable<Prompt>
{
    // The compiler appends the parts of an interpolated string before any other code sees the prompt; null once all parts are appended.
    private PromptBuilder? _builder;
    private int _missingLiterals;
    private int _missingHoles;
    private string _text = "";
    private ReadOnlyCollection<PromptSegment> _segments = ReadOnlyCollection<PromptSegment>.Empty;

    /// <summary>Initializes a new instance of the <see cref="Prompt"/> class. Called by the compiler for an interpolated string.</summary>
    /// <param name="literalLength">The number of UTF-16 code units of the literals.</param>
    /// <param name="formattedCount">The number of holes.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Prompt(int literalLength, int formattedCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(literalLength);
        ArgumentOutOfRangeException.ThrowIfNegative(formattedCount);
        _missingLiterals = literalLength;
        _missingHoles = formattedCount;
        _builder = literalLength + formattedCount > 0 ? new() : null;
    }

    internal Prompt(string text, ReadOnlyCollection<PromptSegment> segments)
    {
        _text = text;
        _segments = segments;
    }

    /// <summary>Gets the prompt without text.</summary>
    public static Prompt Empty { get; } = new(0, 0);

    /// <summary>Gets the text of the prompt.</summary>
    /// <value>May be empty.</value>
    public string Text => _text;

    /// <summary>Gets the parts of the text: template text and ordinary text in turn.</summary>
    /// <value>The segments cover the whole text in its order. Two adjacent segments are of different kinds.</value>
    public IReadOnlyList<PromptSegment> Segments => _segments;

    /// <summary>Converts a string to a prompt written by hand: special tokens are recognised in the whole text.</summary>
    /// <param name="text">The text.</param>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Prompt?(string? text) => text is null ? null : FromTemplateText(text);

    /// <summary>Joins two prompts. Each keeps its ranges.</summary>
    /// <param name="left">The first prompt.</param>
    /// <param name="right">The second prompt.</param>
    public static Prompt operator +(Prompt left, Prompt right) => Add(left, right);

    /// <summary>Tells whether two prompts have the same text and the same ranges.</summary>
    /// <param name="left">A prompt.</param>
    /// <param name="right">Another prompt.</param>
    public static bool operator ==(Prompt? left, Prompt? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Tells whether two prompts differ in text or ranges.</summary>
    /// <param name="left">A prompt.</param>
    /// <param name="right">Another prompt.</param>
    public static bool operator !=(Prompt? left, Prompt? right) => !(left == right);

    /// <summary>Creates a prompt from an interpolated string: its literals are template text, and its holes are ordinary text.</summary>
    /// <param name="prompt">The interpolated string.</param>
    /// <returns>The prompt.</returns>
    /// <example><code>var prompt = Prompt.Create($"&lt;|user|&gt;{question}&lt;|assistant|&gt;");</code></example>
    public static Prompt Create(Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return prompt;
    }

    /// <summary>Creates a prompt in which special tokens are recognised.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The prompt, all of it template text.</returns>
    public static Prompt FromTemplateText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PromptBuilder(text.Length).AppendTemplateText(text).ToPrompt();
    }

    /// <summary>Creates a prompt in which special tokens are not recognised.</summary>
    /// <param name="text">The text, such as a message of a user.</param>
    /// <returns>The prompt, all of it ordinary text.</returns>
    public static Prompt FromOrdinaryText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PromptBuilder(text.Length).AppendOrdinaryText(text).ToPrompt();
    }

    /// <summary>Joins two prompts. Each keeps its ranges.</summary>
    /// <param name="left">The first prompt.</param>
    /// <param name="right">The second prompt.</param>
    /// <returns>The joined prompt.</returns>
    public static Prompt Add(Prompt left, Prompt right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new PromptBuilder(left._text.Length + right._text.Length).Append(left).Append(right).ToPrompt();
    }

    /// <summary>Tells whether a text occurs in the prompt with at least one character in ordinary text.</summary>
    /// <param name="text">The text, such as a special token that an engine cannot send as ordinary text.</param>
    /// <returns><see langword="false"/> where the text does not occur, or occurs in template text only.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is empty.</exception>
    public bool ContainsInOrdinaryText(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        for (int place = 0; (place = _text.IndexOf(text, place, StringComparison.Ordinal)) >= 0; place++)
        {
            if (_segments.Any(segment => !segment.IsTemplateText && segment.Start < place + text.Length && segment.Start + segment.Length > place))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Creates a prompt of the same text in which special tokens are recognised everywhere.</summary>
    /// <returns>The prompt, all of it template text.</returns>
    public Prompt WithSpecialTokens() => FromTemplateText(_text);

    /// <summary>Appends a literal of an interpolated string: template text. Called by the compiler.</summary>
    /// <param name="value">The literal.</param>
    /// <exception cref="InvalidOperationException">The prompt is complete.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendLiteral(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Builder.AppendTemplateText(value);
        _missingLiterals -= value.Length;
        CompleteIfWhole();
    }

    /// <summary>Appends a prompt in a hole of an interpolated string. Called by the compiler.</summary>
    /// <param name="value">The prompt, which keeps its ranges.</param>
    /// <exception cref="InvalidOperationException">The prompt is complete.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted(Prompt? value)
    {
        Builder.Append(value ?? Empty);
        CompleteHole();
    }

    /// <summary>Appends a text in a hole of an interpolated string: ordinary text. Called by the compiler.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="InvalidOperationException">The prompt is complete.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted(string? value)
    {
        Builder.AppendOrdinaryText(value);
        CompleteHole();
    }

    /// <summary>Appends a text in a hole of an interpolated string: ordinary text. Called by the compiler.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="InvalidOperationException">The prompt is complete.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted(ReadOnlySpan<char> value)
    {
        Builder.AppendOrdinaryText(value);
        CompleteHole();
    }

    /// <summary>Appends a value in a hole of an interpolated string, in the invariant culture: ordinary text. Called by the compiler.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="alignment">The minimum width, negative to align left.</param>
    /// <param name="format">The format of the value.</param>
    /// <exception cref="InvalidOperationException">The prompt is complete.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null)
    {
        var text = new DefaultInterpolatedStringHandler(0, 1, CultureInfo.InvariantCulture);
        text.AppendFormatted(value, alignment, format);
        AppendFormatted(text.ToStringAndClear());
    }

    /// <inheritdoc/>
    public bool Equals(Prompt? other) => other is not null && _text == other._text && _segments.SequenceEqual(other._segments);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Prompt);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Gets the text of the prompt.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _text;

    private PromptBuilder Builder =>
        _builder ?? throw new InvalidOperationException("The prompt is complete; only the compiler appends to a prompt. Join prompts with +.");

    private void CompleteHole()
    {
        _missingHoles--;
        CompleteIfWhole();
    }

    private void CompleteIfWhole()
    {
        if (_missingLiterals <= 0 && _missingHoles <= 0)
        {
            _text = Builder.Text;
            _segments = Builder.Segments;
            _builder = null;
        }
    }
}
