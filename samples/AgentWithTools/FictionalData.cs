namespace AgentWithTools;

/// <summary>Made-up data, derived from a hash of a name: equal for equal names.</summary>
internal static class FictionalData
{
    public static int Number(string name, int count) =>
        (int)(name.ToUpperInvariant().Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) % (uint)count);
}
