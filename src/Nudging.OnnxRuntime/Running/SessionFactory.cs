using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>Creates the native session of a model.</summary>
internal static class SessionFactory
{
    private const string Spinning = "session.intra_op.allow_spinning";

    public static InferenceSession Create(
        ModelFolder folder, string modelPath, OnnxGraph graph, IReadOnlyList<OnnxExecutionProvider> providers, ProviderRules rules, SessionSettings settings, OnnxModelOptions options)
    {
        OrtEnv environment = NativeRuntime.Environment;
        using var sessionOptions = new SessionOptions();
        sessionOptions.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        sessionOptions.IntraOpNumThreads = options.IntraOpThreads ?? settings.IntraOpThreads ?? Math.Clamp(Environment.ProcessorCount / 2, 1, 16);
        sessionOptions.InterOpNumThreads = settings.InterOpThreads ?? 1;
        var entries = new Dictionary<string, string>(settings.ConfigEntries);
        if (options.AllowSpinning is not null || !entries.ContainsKey(Spinning))
        {
            entries[Spinning] = options.AllowSpinning is true ? "1" : "0";
        }

        foreach ((string key, string value) in entries)
        {
            sessionOptions.AddSessionConfigEntry(key, value);
        }

        rules.Configure(sessionOptions);
        try
        {
            foreach (OnnxExecutionProvider provider in providers)
            {
                Append(environment, sessionOptions, provider);
            }

            using (DirectMLLock.Enter(rules.IsDirectML))
            {
                return new InferenceSession(modelPath, sessionOptions);
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw folder.Refuse($"ONNX Runtime refuses '{Path.GetFileName(modelPath)}' on {string.Join(", ", providers)}: {e.Message.TrimEnd('.')}{Advice(e, graph)}", e);
        }
    }

    private static string Advice(OnnxRuntimeException error, OnnxGraph graph)
    {
        if (!error.Message.Contains("Could not find an implementation", StringComparison.Ordinal))
        {
            return string.Empty;
        }

        string precision = graph.HasBFloat16 ? "; the model computes in bfloat16, which few providers support" : "; the provider does not support the operator in the model's precision";
        return precision + ": export the model for this provider, as fp32 or int4 for the CPU";
    }

    private static void Append(OrtEnv environment, SessionOptions session, OnnxExecutionProvider provider)
    {
        IReadOnlyList<OrtEpDevice> plugin = NativeRuntime.Find(provider);
        var options = new Dictionary<string, string>(provider.Options);
        string deviceId = provider.DeviceId.ToString(CultureInfo.InvariantCulture);
        switch (provider.Kind)
        {
            case ExecutionProviderKind.Cpu:
                break;
            case ExecutionProviderKind.Other when plugin.Count > 0:
                session.AppendExecutionProvider(environment, plugin, options);
                break;
            case ExecutionProviderKind.DirectML when options.Count == 0:
                // Works without DXCore too, which the form with options needs.
                session.AppendExecutionProvider_DML(provider.DeviceId);
                break;
            case ExecutionProviderKind.DirectML:
                options["device_id"] = deviceId;
                session.AppendExecutionProvider("DML", options);
                break;
            case ExecutionProviderKind.Cuda:
                options["device_id"] = deviceId;
                using (var cuda = new OrtCUDAProviderOptions())
                {
                    cuda.UpdateOptions(options);
                    session.AppendExecutionProvider_CUDA(cuda);
                }

                break;
            default:
                session.AppendExecutionProvider(OnnxExecutionProvider.ShortName(provider.Name), options);
                break;
        }
    }
}
