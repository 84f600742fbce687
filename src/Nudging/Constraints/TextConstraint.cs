using System.Text;
using System.Text.Json;
using Nudging.Constraints.Grammar;
using Nudging.Constraints.Json;
using Nudging.Constraints.RegularExpressions;

namespace Nudging.Constraints;

/// <summary>A set of allowed outputs. A model writes only tokens that keep the output a prefix of an allowed text, and ends only where the output is an allowed text.</summary>
/// <remarks>
/// Immutable and thread safe. Constraints are composed of literal text, regular expressions, sequences, choices, repetitions and JSON. A constraint
/// of your own overrides <see cref="Start"/>.
/// </remarks>
/// <example>
/// <code>
/// TextConstraint answer = TextConstraint.Choice(TextConstraint.Literal("yes"), TextConstraint.Literal("no"));
/// TextConstraint reason = TextConstraint.JsonSchema(JsonDocument.Parse("{\"type\": \"string\", \"maxLength\": 80}").RootElement);
/// var options = new NudgingOptions
/// {
///     Constraint = TextConstraint.Sequence(answer, TextConstraint.Literal(", because "), reason),
/// };
/// bool isAllowed = options.Constraint.Allows("no, because \"the bridge is closed\"");
/// </code>
/// </example>
public abstract class TextConstraint
{
    /// <summary>Gets the state before the first byte of the output.</summary>
    public abstract TextConstraintState Start { get; }

    /// <summary>Gets a constraint that allows any JSON value: compact, or with single spaces and indented lines.</summary>
    public static TextConstraint JsonValue { get; } = new GrammarConstraint(JsonSchemaCompiler.Compile(JsonDocument.Parse("true").RootElement));

    /// <summary>Gets a constraint that allows any JSON object: compact, or with single spaces and indented lines.</summary>
    public static TextConstraint JsonObject { get; } = new GrammarConstraint(JsonSchemaCompiler.Compile(JsonDocument.Parse("""{"type":"object"}""").RootElement));

    /// <summary>Gets the grammar rule of the constraint.</summary>
    internal virtual Rule Rule => new StateRule(Start);

    /// <summary>Allows the documents of a JSON schema; docs/structured-output.md lists the supported keywords.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The constraint.</returns>
    /// <exception cref="NotSupportedException">The schema uses a keyword that is not supported; the message names the keyword and its place.</exception>
    /// <exception cref="ArgumentException">The schema is malformed, or no document fits it.</exception>
    public static TextConstraint JsonSchema(JsonElement schema) => new GrammarConstraint(JsonSchemaCompiler.Compile(schema));

    /// <summary>Allows the documents of a JSON schema, without properties of which the schema says nothing.</summary>
    /// <remarks>The schema of a .NET type does not say that the type has no other properties.</remarks>
    /// <param name="schema">The schema.</param>
    internal static TextConstraint ClosedJsonSchema(JsonElement schema) => new GrammarConstraint(JsonSchemaCompiler.Compile(schema, isClosed: true));

    /// <summary>Allows one text.</summary>
    /// <param name="text">The text. May be empty.</param>
    /// <returns>The constraint.</returns>
    public static TextConstraint Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new GrammarConstraint(new StateRule(LiteralState.Of(text)));
    }

    /// <summary>Allows the texts that a regular expression matches as a whole; docs/structured-output.md lists the supported syntax of ECMAScript.</summary>
    /// <param name="pattern">The regular expression.</param>
    /// <returns>The constraint.</returns>
    /// <exception cref="NotSupportedException">The expression uses a feature that is not supported, or needs too many states; the message names the feature.</exception>
    /// <exception cref="ArgumentException">The expression is malformed, or no text matches.</exception>
    public static TextConstraint RegularExpression(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        try
        {
            return DeterministicAutomaton.Of(pattern, isPart: false) is DeterministicAutomaton automaton
                ? new GrammarConstraint(new StateRule(EncodedAutomaton.StartOfText(automaton)))
                : throw new ArgumentException($"No text matches the regular expression '{pattern}'.", nameof(pattern));
        }
        catch (RegularExpressionException e)
        {
            throw e.IsMalformed
                ? new ArgumentException($"The regular expression '{pattern}' {e.Message}.", nameof(pattern), e)
                : new NotSupportedException($"The regular expression '{pattern}' uses {e.Message}, which constrained decoding does not support.", e);
        }
    }

    /// <summary>Allows the concatenation of one text of each part.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The constraint.</returns>
    public static TextConstraint Sequence(params TextConstraint[] parts) => new GrammarConstraint(Grammar.Rule.Sequence([.. Rules(parts)]));

    /// <summary>Allows the texts of any of several constraints.</summary>
    /// <param name="alternatives">The constraints, at least one.</param>
    /// <returns>The constraint.</returns>
    /// <exception cref="ArgumentException">There is no alternative.</exception>
    public static TextConstraint Choice(params TextConstraint[] alternatives)
    {
        Rule[] rules = [.. Rules(alternatives)];
        return rules.Length > 0
            ? new GrammarConstraint(new ChoiceRule(rules))
            : throw new ArgumentException("The list of alternatives is empty; the list must have at least one alternative.", nameof(alternatives));
    }

    /// <summary>Allows texts of one constraint several times in a row.</summary>
    /// <param name="item">The constraint that is repeated. It must not allow an empty text.</param>
    /// <param name="minimum">The minimum number of times, at least 0.</param>
    /// <param name="maximum">The maximum number of times; <see langword="null"/> for any number.</param>
    /// <returns>The constraint.</returns>
    /// <exception cref="ArgumentException"><paramref name="item"/> allows an empty text, or the maximum is less than the minimum.</exception>
    public static TextConstraint Repetition(TextConstraint item, int minimum = 0, int? maximum = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfNegative(minimum);
        if (maximum < minimum)
        {
            throw new ArgumentException($"The maximum is {maximum}; the maximum must be at least the minimum, {minimum}.", nameof(maximum));
        }

        return !item.Start.CanEnd
            ? new GrammarConstraint(new RepetitionRule(item.Rule, minimum, maximum ?? int.MaxValue))
            : throw new ArgumentException("The repeated constraint allows an empty text; a repeated constraint must not allow an empty text.", nameof(item));
    }

    /// <summary>Tells whether a whole text is allowed.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether the text is allowed.</returns>
    public bool Allows(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Start.Advance(Encoding.UTF8.GetBytes(text)) is { CanEnd: true };
    }

    private static IEnumerable<Rule> Rules(TextConstraint[] constraints)
    {
        ArgumentNullException.ThrowIfNull(constraints);
        foreach (TextConstraint constraint in constraints)
        {
            ArgumentNullException.ThrowIfNull(constraint, nameof(constraints));
            yield return constraint.Rule;
        }
    }
}
