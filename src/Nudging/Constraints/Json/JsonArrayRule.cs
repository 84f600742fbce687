using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>A JSON array: first items of their own kinds, then others of one kind.</summary>
internal sealed class JsonArrayRule : Rule
{
    private static readonly StateRule Open = new(LiteralState.Of("["));
    private static readonly StateRule Close = new(LiteralState.Of("]"));
    private static readonly Rule Comma = Sequence(new StateRule(LiteralState.Of(",")), JsonSpace.Gap);

    private readonly IReadOnlyList<Rule> _first;
    private readonly Rule _others;
    private readonly int _minimum;
    private readonly int _maximum;

    /// <param name="first">What the first items are.</param>
    /// <param name="others">What all after them are.</param>
    /// <param name="minimum">The least number of items.</param>
    /// <param name="maximum">The greatest number of items.</param>
    public JsonArrayRule(IReadOnlyList<Rule> first, Rule others, int minimum, int maximum)
    {
        _first = first;
        _others = others;
        _minimum = minimum;
        _maximum = maximum;
    }

    public override bool CanFinish =>
        _minimum <= _maximum && _first.Take(_minimum).All(item => item.CanFinish) && (_minimum <= _first.Count || _others.CanFinish);

    public override void Enter(Frame? next, Threads threads) => Open.Enter(new(new Items(this, 0), next), threads);

    /// <summary>The items from one on.</summary>
    private sealed class Items(JsonArrayRule whole, int from) : Rule
    {
        public override void Enter(Frame? next, Threads threads)
        {
            if (from >= whole._minimum)
            {
                JsonSpace.Gap.Enter(new(Close, next), threads);
            }

            Rule item = from < whole._first.Count ? whole._first[from] : whole._others;
            if (from < whole._maximum && item.CanFinish)
            {
                (from == 0 ? JsonSpace.Gap : Comma).Enter(new(item, new(new Items(whole, from + 1), next)), threads);
            }
        }
    }
}
