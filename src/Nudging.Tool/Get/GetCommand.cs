using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;
using Nudging.Tool.Convert;
using Spectre.Console;

namespace Nudging.Tool.Get;

/// <summary>Downloads models from the hub and converts them.</summary>
internal static class GetCommand
{
    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(GetArguments arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<GetRequest> requests = GetRequest.Of(arguments);
        using var client = new HubClient();
        if (arguments.IsDryRun)
        {
            List<GetReport> plans = [];
            foreach (GetRequest request in requests)
            {
                plans.Add(ReportOfExisting(request, arguments) ?? await EstimateAsync(client, request, arguments, cancellationToken));
            }

            await ReportOutput.WriteAsync(plans, GetReport.DryRunLines(plans), arguments.Json, cancellationToken);
            return ExitCode.Succeeded;
        }

        IReadOnlyList<GetReport> reports = await ProgressConsole.Create().Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new RemainingTimeColumn())
            .StartAsync(progress => GetAsync(progress, client, requests, arguments, cancellationToken));
        await ReportOutput.WriteAsync(reports, GetReport.Lines(reports), arguments.Json, cancellationToken);
        return ExitCode.Succeeded;
    }

    private static async Task<IReadOnlyList<GetReport>> GetAsync(
        ProgressContext progress, HubClient client, IReadOnlyList<GetRequest> requests, GetArguments arguments, CancellationToken cancellationToken)
    {
        // Errors of access show before the first large download.
        Dictionary<GetRequest, HubDownloadPlan> plans = [];
        foreach (GetRequest request in requests.Where(request => ReportOfExisting(request, arguments) is null))
        {
            plans.Add(request, await client.PlanAsync(request.Repository, OptionsOf(request, arguments), cancellationToken));
        }

        List<GetReport> reports = [];
        foreach (GetRequest request in requests)
        {
            if (!plans.TryGetValue(request, out HubDownloadPlan? plan))
            {
                reports.Add(ReportOfExisting(request, arguments)!);
                continue;
            }

            var view = new DownloadView(progress, plan);
            string snapshot = await client.DownloadAsync(plan, view, cancellationToken);
            view.Finish();
            (long bytes, bool wasUpToDate) = await WriteFolderAsync(progress, plan, snapshot, request.Folder, arguments, cancellationToken);
            reports.Add(ReportOf(request, plan) with { FolderBytes = bytes, WasThere = wasUpToDate });
        }

        return reports;
    }

    private static async Task<(long Bytes, bool WasUpToDate)> WriteFolderAsync(
        ProgressContext progress, HubDownloadPlan plan, string snapshot, string folder, GetArguments arguments, CancellationToken cancellationToken)
    {
        if (plan.Form != HubModelForm.Safetensors)
        {
            if (!arguments.Overwrite && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new InvalidOperationException($"The folder '{folder}' holds {plan.Model.Repository} in another form or precision. Replace the folder with --overwrite, or choose another one with -o.");
            }

            await CopiedFolder.WriteAsync(plan, snapshot, folder, cancellationToken);
            return (plan.Size, false);
        }

        ModelConverterOptions options = new()
        {
            Target = arguments.Target,
            Precision = arguments.Precision,
            Overwrite = arguments.Overwrite,
            SourceName = plan.Model.Repository,
            SourceRevision = plan.Model.Commit,
        };
        ConvertedModel model = await ConvertCommand.ConvertAsync(progress, snapshot, folder, options, cancellationToken);
        return (model.Bytes, model.WasUpToDate);
    }

    private static async Task<GetReport> EstimateAsync(HubClient client, GetRequest request, GetArguments arguments, CancellationToken cancellationToken)
    {
        HubDownloadPlan plan = await client.PlanAsync(request.Repository, OptionsOf(request, arguments), cancellationToken);
        ModelEstimate estimate = await ModelEstimate.OfAsync(client, plan, arguments, cancellationToken);
        return ReportOf(request, plan) with { FolderBytes = estimate.FolderBytes, MemoryBytes = estimate.MemoryBytes };
    }

    private static GetReport ReportOf(GetRequest request, HubDownloadPlan plan) => new()
    {
        Repository = request.Repository,
        Folder = request.Folder,
        Commit = plan.Model.Commit,
        License = plan.Model.License,
        IsGated = plan.Model.IsGated,
        Form = plan.Form,
        DownloadBytes = plan.BytesToDownload,
    };

    // Without a request: a model that is there is not asked for again.
    private static GetReport? ReportOfExisting(GetRequest request, GetArguments arguments)
    {
        string folder = request.Folder;
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return null;
        }

        ConversionRecord? record = ConversionRecord.TryRead(folder);
        string? holds = record?.SourceName ?? CopiedFolder.RepositoryIn(folder);
        if (holds is null)
        {
            throw new InvalidOperationException($"The folder '{folder}' is not empty, and 'nudge get' did not write it. Choose another folder with -o, or delete the folder.");
        }

        if (holds != request.Repository && !arguments.Overwrite)
        {
            throw new InvalidOperationException($"The folder '{folder}' holds {holds}. Choose another folder for {request.Repository} with -o.");
        }

        bool isSame = record is null
            ? !arguments.Overwrite
            : record.Target == arguments.Target && record.Precision == arguments.Precision && record.IsWholeIn(folder)
                && (request.Revision is null || request.Revision == record.SourceRevision);
        return isSame && holds == request.Repository
            ? new() { Repository = request.Repository, Folder = folder, WasThere = true, Commit = record?.SourceRevision, FolderBytes = record?.Files.Values.Sum() }
            : null;
    }

    private static HubDownloadOptions OptionsOf(GetRequest request, GetArguments arguments) => new()
    {
        Revision = request.Revision,
        Form = arguments.Form,
        Target = arguments.Target,
        Precision = arguments.Precision,
    };
}
