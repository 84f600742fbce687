namespace AgentWithTools;

/// <summary>Fictional data, derived from a hash of a name: equal names have equal data.</summary>
internal static class FictionalData
{
    public static int Number(string name, int count) =>
        (int)(name.ToUpperInvariant().Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) % (uint)count);
}
