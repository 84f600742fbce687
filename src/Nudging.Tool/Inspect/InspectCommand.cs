namespace Nudging.Tool.Inspect;

/// <summary>Loads one model or a pair as an application would, and describes it.</summary>
internal static class InspectCommand
{
    /// <summary>Runs the command.</summary>
    /// <returns><see cref="ExitCode.Failed"/> where the model or the pair has faults.</returns>
    public static async Task<int> RunAsync(InspectArguments arguments, CancellationToken cancellationToken)
    {
        InspectedModel model = InspectedModel.Load(arguments.ModelPath, arguments.Provider);
        if (arguments.AlignedModelPath is null)
        {
            await ReportOutput.WriteAsync(model.Report, ReportText.Of(model.Report), arguments.Json, cancellationToken);
            return model.Report.CanBeAligned || (model.Report.CanBeBase && !model.Report.HasChatTemplate) ? ExitCode.Succeeded : ExitCode.Failed;
        }

        PairReport pair = PairReport.Of(model, InspectedModel.Load(arguments.AlignedModelPath, arguments.Provider));
        await ReportOutput.WriteAsync(pair, ReportText.Of(pair), arguments.Json, cancellationToken);
        return pair.Fits ? ExitCode.Succeeded : ExitCode.Failed;
    }
}
