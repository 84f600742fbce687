using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>A JSON array: first items with one rule each, then any number of items with a common rule.</summary>
internal sealed class JsonArrayRule : Rule
{
    private static readonly StateRule Open = new(LiteralState.Of("["));
    private static readonly StateRule Close = new(LiteralState.Of("]"));
    private static readonly Rule Comma = Sequence(new StateRule(LiteralState.Of(",")), JsonWhitespace.Gap);

    private readonly IReadOnlyList<Rule> _first;
    private readonly Rule _others;
    private readonly int _minimum;
    private readonly int _maximum;

    /// <summary>Initializes a new instance of the <see cref="JsonArrayRule"/> class.</summary>
    /// <param name="first">The rules of the first items.</param>
    /// <param name="others">The rule of all later items.</param>
    /// <param name="minimum">The minimum number of items.</param>
    /// <param name="maximum">The maximum number of items.</param>
    public JsonArrayRule(IReadOnlyList<Rule> first, Rule others, int minimum, int maximum)
    {
        _first = first;
        _others = others;
        _minimum = minimum;
        _maximum = maximum;
    }

    public override bool CanFinish =>
        _minimum <= _maximum && _first.Take(_minimum).All(item => item.CanFinish) && (_minimum <= _first.Count || _others.CanFinish);

    public override ShortestText? Shortest => Open.Shortest + ShortestFrom(0);

    public override void Enter(StackFrame? next, GrammarConfigurationSet configurations) => Open.Enter(new(new Items(this, 0), next), configurations);

    // The shortest text of the required items from a position on, and of the closing bracket.
    private ShortestText? ShortestFrom(int from)
    {
        ShortestText? shortest = ShortestText.Empty;
        for (int i = from; i < Math.Min(_first.Count, _minimum); i++)
        {
            shortest += (i == 0 ? ShortestText.Empty : Comma.Shortest) + _first[i].Shortest;
        }

        int others = _minimum - Math.Max(from, _first.Count);
        if (others > 0)
        {
            bool isFirst = from == 0 && _first.Count == 0;
            shortest += isFirst ? _others.Shortest : Comma.Shortest + _others.Shortest;
            shortest += ShortestText.Repeat(Comma.Shortest + _others.Shortest, others - 1);
        }

        return shortest + Close.Shortest;
    }

    /// <summary>The items from a position on.</summary>
    private sealed class Items(JsonArrayRule whole, int from) : Rule
    {
        public override ShortestText? Shortest => whole.ShortestFrom(from);

        public override void Enter(StackFrame? next, GrammarConfigurationSet configurations)
        {
            if (from >= whole._minimum)
            {
                JsonWhitespace.Gap.Enter(new(Close, next), configurations);
            }

            Rule item = from < whole._first.Count ? whole._first[from] : whole._others;
            if (from < whole._maximum && item.CanFinish)
            {
                (from == 0 ? JsonWhitespace.Gap : Comma).Enter(new(item, new(new Items(whole, from + 1), next)), configurations);
            }
        }
    }
}
