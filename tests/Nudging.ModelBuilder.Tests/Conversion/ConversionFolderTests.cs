using System.Diagnostics;
using Nudging.ModelBuilder.Conversion;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;
using Converted = Nudging.ModelBuilder.Conversion.ConvertedModel;

namespace Nudging.ModelBuilder.Tests.Conversion;

/// <summary>A conversion that fails, is cancelled or meets another folder leaves nothing that could be taken for a whole model.</summary>
public sealed class ConversionFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ConversionFolderTests() => RandomCheckpoint.Write(Source, "llama", new() { HasTokenizer = true });

    private string Source => _folder["checkpoint"];

    private string Target => _folder["out/model"];

    private string Partial => Target + ".partial";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_conversion_cancelled_at_any_report_leaves_no_target_and_completes_when_repeated()
    {
        string whole = _folder["whole"];
        var counter = new ActingProgress(int.MaxValue, () => { });
        await ModelConverter.ConvertAsync(Source, whole, progress: counter, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(counter.Count, 10, int.MaxValue);
        for (int at = 1; at <= counter.Count; at += 3)
        {
            using var source = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                ModelConverter.ConvertAsync(Source, Target, progress: new ActingProgress(at, source.Cancel), cancellationToken: source.Token));
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["out"]));
        }

        await ConvertAsync(new());
        AssertSameFiles(whole, Target);
    }

    [Fact]
    public async Task A_conversion_whose_process_ended_at_any_report_leaves_a_partial_folder_without_a_configuration_and_completes_when_repeated()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let another process read a file that is being written.");
        string whole = _folder["whole"];
        await ModelConverter.ConvertAsync(Source, whole, cancellationToken: TestContext.Current.CancellationToken);
        for (int at = 1; at < 12; at += 2)
        {
            // What a killed process leaves is the state at a report.
            string state = _folder[$"state-{at}"];
            await ModelConverter.ConvertAsync(
                Source, _folder[$"killed-{at}"], progress: new ActingProgress(at, () => Copy(_folder[$"killed-{at}.partial"], state)), cancellationToken: TestContext.Current.CancellationToken);
            Assert.False(File.Exists(Path.Combine(state, "genai_config.json")));
            Directory.CreateDirectory(_folder["out"]);
            Directory.Move(state, Partial);
            await ConvertAsync(new());
            AssertSameFiles(whole, Target);
            Directory.Delete(Target, recursive: true);
        }
    }

    [Fact]
    public async Task Finished_files_of_an_interrupted_conversion_are_kept()
    {
        await InterruptAfterTheGraphAsync();
        await ConvertAsync(new());
        Assert.Equal(0xFF, File.ReadAllBytes(Path.Combine(Target, "model.onnx.data"))[^1]);
        Assert.False(Directory.Exists(Partial));
    }

    [Fact]
    public async Task Other_options_begin_an_interrupted_conversion_anew()
    {
        await InterruptAfterTheGraphAsync();
        await ConvertAsync(new() { IsAsymmetric = true });
        await ModelConverter.ConvertAsync(Source, _folder["whole"], new() { IsAsymmetric = true }, cancellationToken: TestContext.Current.CancellationToken);
        AssertSameFiles(_folder["whole"], Target);
    }

    [Fact]
    public async Task A_changed_source_begins_an_interrupted_conversion_anew()
    {
        await InterruptAfterTheGraphAsync();
        RandomCheckpoint.Write(Source, "llama", new() { Seed = 2 });
        File.SetLastWriteTimeUtc(Path.Combine(Source, "model.safetensors"), DateTime.UtcNow.AddMinutes(1));
        await ConvertAsync(new());
        await ModelConverter.ConvertAsync(Source, _folder["whole"], cancellationToken: TestContext.Current.CancellationToken);
        AssertSameFiles(_folder["whole"], Target);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("x\n")]
    [InlineData("\n\n12 model.onnx\n")]
    public async Task A_damaged_journal_begins_anew(string journal)
    {
        await InterruptAfterTheGraphAsync();
        File.WriteAllText(Path.Combine(Partial, ".finished"), journal);
        await ConvertAsync(new());
        await ModelConverter.ConvertAsync(Source, _folder["whole"], cancellationToken: TestContext.Current.CancellationToken);
        AssertSameFiles(_folder["whole"], Target);
    }

    [Fact]
    public async Task The_same_conversion_again_writes_nothing()
    {
        await ConvertAsync(new());
        DateTime time = File.GetLastWriteTimeUtc(Path.Combine(Target, "genai_config.json"));
        Converted again = await ConvertAsync(new());
        Assert.True(again.WasUpToDate);
        Assert.Equal(time, File.GetLastWriteTimeUtc(Path.Combine(Target, "genai_config.json")));
    }

    [Fact]
    public async Task The_result_of_another_conversion_is_replaced_only_on_request()
    {
        await ConvertAsync(new());
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() => ConvertAsync(new() { BlockSize = 64 }));
        Assert.Contains("--overwrite", e.Message, StringComparison.Ordinal);
        Assert.Equal(32, ConversionRecord.TryRead(Target)!.BlockSize);
        await ConvertAsync(new() { BlockSize = 64, Overwrite = true });
        Assert.Equal(64, ConversionRecord.TryRead(Target)!.BlockSize);
        Assert.Equal(["model"], Directory.EnumerateFileSystemEntries(_folder["out"]).Select(path => Path.GetFileName(path)!));
    }

    [Fact]
    public async Task A_folder_with_other_content_is_never_replaced()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "thesis.txt"), "mine");
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() => ConvertAsync(new() { Overwrite = true }));
        Assert.Contains("other content", e.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Target, "thesis.txt")));
    }

    [Fact]
    public async Task An_empty_folder_and_a_link_to_an_empty_folder_are_written_to()
    {
        Directory.CreateDirectory(_folder["out/real"]);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        Directory.CreateSymbolicLink(Target, _folder["out/real"]);
        Converted model = await ConvertAsync(new());
        Assert.True(File.Exists(_folder["out/real/genai_config.json"]));
        Assert.True(File.Exists(Path.Combine(Target, "genai_config.json")));
        Assert.EndsWith("real", model.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("checkpoint/inside/it")]
    [InlineData("")]
    public async Task A_target_that_is_or_contains_the_source_or_lies_in_the_source_is_refused(string target)
    {
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() =>
            ModelConverter.ConvertAsync(Source, Path.TrimEndingDirectorySeparator(_folder[target]), new() { Overwrite = true }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("neither contains the other", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_a_file_is_refused()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(Target, "mine");
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() => ConvertAsync(new() { Overwrite = true }));
        Assert.Contains("is a file", e.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Target));
    }

    [Fact]
    public void A_disk_with_too_little_room_is_an_error_with_both_sizes()
    {
        var conversion = new ModelConversion(Source, Target, new(), null, _ => 12_345, TestContext.Current.CancellationToken);
        ModelConversionException e = Assert.Throws<ModelConversionException>(() => conversion.Run());
        Assert.Contains("12 kB free", e.Message, StringComparison.Ordinal);
        Assert.Contains("67 MB", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["out"]));
    }

    [Fact]
    public async Task A_second_conversion_to_the_same_target_is_refused_while_the_first_runs()
    {
        ModelConversionException? refused = null;
        await ModelConverter.ConvertAsync(
            Source,
            Target,
            progress: new ActingProgress(3, () => refused = Assert.Throws<ModelConversionException>(() => new ModelConversion(Source, Target, new(), null, _ => null, default).Run())),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("Another conversion", refused!.Message, StringComparison.Ordinal);
        Assert.True(ConversionRecord.TryRead(Target)!.IsWholeIn(Target));
    }

    private Task<Converted> ConvertAsync(ModelConverterOptions options) =>
        ModelConverter.ConvertAsync(Source, Target, options, cancellationToken: TestContext.Current.CancellationToken);

    // The last byte of the weights is changed, which shows whether they are written again.
    private async Task InterruptAfterTheGraphAsync()
    {
        await ConvertAsync(new());
        string fingerprint = ConversionRecord.TryRead(Target)!.Fingerprint;
        Directory.Move(Target, Partial);
        foreach (string name in (string[])["genai_config.json", "nudging_conversion.json", "tokenizer.json"])
        {
            File.Delete(Path.Combine(Partial, name));
        }

        string data = Path.Combine(Partial, "model.onnx.data");
        byte[] bytes = File.ReadAllBytes(data);
        bytes[^1] = 0xFF;
        File.WriteAllBytes(data, bytes);
        string[] finished = ["model.onnx.data", "model.onnx"];
        File.WriteAllText(Path.Combine(Partial, ".finished"), string.Concat([fingerprint + "\n", .. finished.Select(name => $"{new FileInfo(Path.Combine(Partial, name)).Length} {name}\n")]));
    }

    private static void AssertSameFiles(string expected, string actual)
    {
        Assert.Equal(Names(expected), Names(actual));
        Assert.All(Names(expected), name => Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name)), File.ReadAllBytes(Path.Combine(actual, name))));

        static string[] Names(string folder) => [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }

    // The file that is being written is locked, which cp does not notice.
    private static void Copy(string from, string to)
    {
        using var copy = Process.Start("cp", ["-r", from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }

    /// <summary>Acts at one report.</summary>
    private sealed class ActingProgress(int at, Action act) : IProgress<ConversionProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(ConversionProgress value)
        {
            if (Interlocked.Increment(ref _count) == at)
            {
                act();
            }
        }
    }
}
