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
        if (!File.Exists(Path.Combine(folder, "config.json")))
        {
            return false;
        }

        string index = Path.Combine(folder, SafetensorsIndex.FileName);
        return File.Exists(Path.Combine(folder, "model.safetensors"))
            || (File.Exists(index) && ReadIndex(index) is { } files
                && files.All(file => HubNames.IsSafePath(file) && File.Exists(Path.Combine([folder, .. file.Split('/')]))));
    }

    private static IReadOnlyList<string>? ReadIndex(string path)
    {
        byte[] json = File.ReadAllBytes(path);
        return json.Length <= SafetensorsIndex.MaxBytes ? SafetensorsIndex.FilesOf(json) : null;
    }

    private static bool HasOnnxVariant(string folder) =>
        File.Exists(Path.Combine(folder, "config.json")) && HasGraph(Path.Combine(folder, "onnx"));

    private static bool HasGenAIFolder(string folder) =>
        Directory.EnumerateFiles(folder, "genai_config.json", ThreeLevels).Any(path => HasGraph(Path.GetDirectoryName(path)!));

    private static bool HasGraph(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.onnx").Any(File.Exists);
}
