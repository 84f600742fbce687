using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>A JSON array whose items are different values of a list.</summary>
/// <param name="values">The JSON of the values.</param>
/// <param name="minimum">The minimum number of items.</param>
/// <param name="maximum">The maximum number of items.</param>
internal sealed class JsonUniqueArrayRule(IReadOnlyList<string> values, int minimum, int maximum) : Rule
{
    private static readonly StateRule Open = new(LiteralState.Of("["));
    private static readonly StateRule Close = new(LiteralState.Of("]"));
    private static readonly Rule Comma = Sequence(new StateRule(LiteralState.Of(",")), JsonWhitespace.Gap);

    private readonly StateRule[] _items = [.. values.Select(value => new StateRule(LiteralState.Of(value)))];

    public override bool CanFinish => minimum <= Math.Min(maximum, _items.Length);

    public override ShortestText? Shortest => Open.Shortest + ShortestOf(minimum, _items, isFirst: true) + Close.Shortest;

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations) => Open.Enter(new(new Items(minimum, maximum, _items, true), next), configurations);

    // The shortest text of a number of different items, in the order of their lengths.
    private static ShortestText? ShortestOf(int count, StateRule[] left, bool isFirst)
    {
        ShortestText? shortest = ShortestText.Empty;
        foreach (StateRule item in left.OrderBy(item => item.Shortest?.Length ?? long.MaxValue).Take(Math.Max(0, count)))
        {
            shortest += (isFirst ? ShortestText.Empty : Comma.Shortest) + item.Shortest;
            isFirst = false;
        }

        return shortest;
    }

    /// <summary>The rest of the items.</summary>
    private sealed class Items(int minimum, int maximum, StateRule[] left, bool isFirst) : Rule
    {
        public override ShortestText? Shortest => ShortestOf(minimum, left, isFirst) + Close.Shortest;

        public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
        {
            if (minimum <= 0)
            {
                JsonWhitespace.Gap.Enter(new(Close, next), configurations);
            }

            if (maximum > 0 && left.Length > 0)
            {
                (isFirst ? JsonWhitespace.Gap : Comma).Enter(new(new NextItem(minimum, maximum, left), next), configurations);
            }
        }
    }

    /// <summary>One of the values, and the items after that value.</summary>
    private sealed class NextItem(int minimum, int maximum, StateRule[] left) : Rule
    {
        public override ShortestText? Shortest => ShortestOf(Math.Max(1, minimum), left, isFirst: true) + Close.Shortest;

        public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
        {
            foreach (StateRule item in left)
            {
                StateRule[] others = [.. left.Where(other => other != item)];
                item.Enter(new(new Items(minimum - 1, maximum - 1, others, false), next), configurations);
            }
        }
    }
}
