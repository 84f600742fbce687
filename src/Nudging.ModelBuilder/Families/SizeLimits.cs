namespace Nudging.ModelBuilder.Families;

/// <summary>The greatest sizes that config.json may state, far above those of real models.</summary>
internal static class SizeLimits
{
    public const int Layers = 4096;
    public const int Heads = 65536;
    public const int Width = 1 << 22;
    public const int Vocabulary = 1 << 26;
    public const int Context = 1 << 24;
    public const int Experts = 65536;
}
