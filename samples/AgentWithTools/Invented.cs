namespace AgentWithTools;

/// <summary>Data made up from names: always the same for the same name.</summary>
internal static class Invented
{
    public static int Number(string name, int count) =>
        (int)(name.ToUpperInvariant().Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) % (uint)count);
}
