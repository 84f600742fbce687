using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Tells whether a folder of the cache holds a whole model, since other programs may have downloaded a part only.</summary>
internal static class SnapshotContent
{
    private static readonly EnumerationOptions ThreeLevels = new() { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true };

    /// <summary>Tells whether the folder holds a configuration and all weights in one of the forms that can be used.</summary>
    public static bool IsWhole(string folder) =>
        Directory.Exists(folder) && (HasCheckpoint(folder) || HasOnnxVariant(folder) || HasGenAIFolder(folder));

    private static bool HasCheckpoint(string folder)
    {
        if (!CachedFile.Exists(Path.Combine(folder, "config.json")))
        {
            return false;
        }

        return CachedFile.Exists(Path.Combine(folder, "model.safetensors")) || HasShards(folder);
    }

    private static bool HasShards(string folder)
    {
        try
        {
            return CachedFile.Exists(Path.Combine(folder, SafetensorsIndex.FileName))
                && SafetensorsIndex.Read(folder).Values.Distinct().All(file => CachedFile.Exists(Path.Combine(folder, file)));
        }
        catch (ModelConversionException)
        {
            return false;
        }
    }

    private static bool HasOnnxVariant(string folder) =>
        CachedFile.Exists(Path.Combine(folder, "config.json")) && HasGraph(Path.Combine(folder, "onnx"));

    private static bool HasGenAIFolder(string folder) =>
        Directory.EnumerateFiles(folder, "genai_config.json", ThreeLevels).Any(path => HasGraph(Path.GetDirectoryName(path)!));

    private static bool HasGraph(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.onnx").Any(CachedFile.Exists);
}
