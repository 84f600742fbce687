using Nudging.ModelBuilder.Conversion;
using Spectre.Console;

namespace Nudging.Tool.Convert;

/// <summary>Converts a model, and compares the result with a float32 model.</summary>
internal static class ConvertCommand
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(ConvertArguments arguments, CancellationToken cancellationToken)
    {
        string output = arguments.OutputPath ?? Path.Combine(ModelLocator.ModelsFolder, SourceName.Of(arguments.SourcePath).FolderName);
        ConvertReport report = await ProgressConsole.Create().Progress().StartAsync(async progress =>
        {
            ConvertedModel model = await ConvertAsync(progress, arguments.SourcePath, output, arguments.Options, cancellationToken);
            CheckReport? check = arguments.Check ? await CheckAsync(progress, arguments, model, cancellationToken) : null;
            return new ConvertReport(model, check);
        });
        await ReportOutput.WriteAsync(report, report.Lines(), arguments.Json, cancellationToken);
        return ExitCode.Succeeded;
    }

    /// <summary>Converts a model with a progress bar.</summary>
    public static async Task<ConvertedModel> ConvertAsync(
        ProgressContext progress, string source, string target, ModelConverterOptions options, CancellationToken cancellationToken)
    {
        ProgressTask task = progress.AddTask($"convert to {ConversionChoices.NameOf(options.Precision)}");
        ConvertedModel model = await ModelConverter.ConvertAsync(source, target, options, new TaskProgress(task), cancellationToken);
        task.Value = task.MaxValue;
        return model;
    }

    private static async Task<CheckReport> CheckAsync(ProgressContext progress, ConvertArguments arguments, ConvertedModel model, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nudge-");
        try
        {
            string reference = Path.Combine(folder.FullName, "float32");
            ModelConverterOptions options = new() { Precision = WeightPrecision.Float32, MaxContextLength = arguments.Options.MaxContextLength };
            await ConvertAsync(progress, arguments.SourcePath, reference, options, cancellationToken);
            ProgressTask task = progress.AddTask("compare", maxValue: 1);
            CheckReport report = await Task.Run(
                () => ConversionCheck.Run(reference, model, arguments.CheckTextPath, folder.FullName, done => task.Value = done, cancellationToken), cancellationToken);
            task.Value = task.MaxValue;
            return report;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Progress<T> would post to the thread pool, where reports may change places.
    private sealed class TaskProgress(ProgressTask task) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value)
        {
            task.MaxValue = Math.Max(value.TotalBytes, 1);
            task.Value = value.BytesWritten;
        }
    }
}
