using System.Text.RegularExpressions;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

/// <summary>Each folder of the engine uses only the folders below it.</summary>
public sealed partial class ArchitectureTests
{
    // Each folder, and the folders that its files may use.
    private static readonly Dictionary<string, string[]> AllowedFolders = new()
    {
        ["Folders"] = [],
        ["Graphs"] = ["Folders"],
        ["Tokenization"] = ["Folders"],
        ["Sampling"] = [],
        ["Sequences"] = ["Sampling", "Tokenization", "Folders"],
        ["Running"] = ["Sampling", "Graphs", "Folders"],
    };

    // Types of the root namespace that every folder may use: options, statistics and exceptions.
    private static readonly string[] SharedTypes =
    [
        nameof(ModelLoadException), nameof(OnnxExecutionProvider), nameof(ExecutionProviderKind), nameof(OnnxModelOptions), nameof(OnnxModelStatistics), nameof(OnnxRuntimeTelemetry),
    ];

    public static TheoryData<string> Folders => [.. AllowedFolders.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_the_folders_below_it(string folder)
    {
        string[] rootTypes = [.. typeof(OnnxLanguageModel).Assembly.GetTypes().Where(type => type.Namespace == "Nudging.OnnxRuntime" && !type.IsNested).Select(type => type.Name).Except(SharedTypes)];
        Assert.Contains(nameof(OnnxLanguageModel), rootTypes);
        string[] files = Directory.GetFiles(Path.Combine(Source(), folder), "*.cs");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string code = Comment().Replace(File.ReadAllText(file), "");
            Assert.Empty(Using().Matches(code).Select(match => match.Groups[1].Value).Except(AllowedFolders[folder]));
            Assert.DoesNotContain(rootTypes, type => Regex.IsMatch(code, $@"\b{type}\b"));
        }
    }

    [Fact]
    public void The_list_of_allowed_references_has_every_folder_of_the_engine() =>
        Assert.Equal(
            AllowedFolders.Keys.Order(),
            Directory.GetDirectories(Source()).Select(path => Path.GetFileName(path)).Except(["bin", "obj"]).Order());

    private static string Source() => CheckoutFolder.Require("src", "Nudging.OnnxRuntime");

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"using Nudging\.OnnxRuntime\.(\w+);")]
    private static partial Regex Using();
}
