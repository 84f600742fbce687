using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>Hashes everything that the result of a conversion depends on.</summary>
internal static class ConversionFingerprint
{
    private const string WeightExtension = ".safetensors";

    /// <summary>Gets the name and version of this converter.</summary>
    public static string Converter { get; } =
        $"Nudging.ModelBuilder {typeof(ConversionFingerprint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown"}";

    /// <summary>Computes the hash. Of a weight file, name, length and time of the last change stand for the content.</summary>
    /// <param name="source">The folder of the checkpoint.</param>
    /// <param name="options">The options.</param>
    /// <returns>The hash in hexadecimal digits.</returns>
    public static string Compute(string source, ModelConverterOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine(Converter);
        text.AppendLine(CultureInfo.InvariantCulture, $"{options.Target} {options.Precision} {options.BlockSize} {options.IsAsymmetric} {options.Keep8Bit} {options.AccuracyLevel} {options.MaxContextLength}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{options.SourceName} {options.SourceRevision}");
        foreach (string path in Directory.EnumerateFiles(source).Where(IsUsed).Order(StringComparer.Ordinal))
        {
            // In the cache of the hub the files are links.
            FileInfo file = new(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            string content = path.EndsWith(WeightExtension, StringComparison.OrdinalIgnoreCase)
                ? file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture)
                : Hash(file);
            text.AppendLine(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} {file.Length} {content}");
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static bool IsUsed(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith(WeightExtension, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || TokenizerFiles.In(Path.GetDirectoryName(path)!).Contains(name);
    }

    private static string Hash(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
