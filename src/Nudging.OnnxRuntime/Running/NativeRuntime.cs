using Microsoft.ML.OnnxRuntime;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The native library of ONNX Runtime, which the application chooses. All first calls into the library go through this class.</summary>
internal static class NativeRuntime
{
    private const string CpuPackage = "Microsoft.ML.OnnxRuntime";
    private const string DirectMLPackage = "Microsoft.ML.OnnxRuntimeGenAI.DirectML";
    private const string CudaPackage = "Microsoft.ML.OnnxRuntime.Gpu";

    private static readonly Lazy<OrtEnv> Initialized = new(Initialize, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Gets the environment of the native library. The first use in the process initializes the library.</summary>
    /// <exception cref="ModelLoadException">The library is missing or cannot be used; the message names the packages to add.</exception>
    public static OrtEnv Environment
    {
        get
        {
            try
            {
                return Initialized.Value;
            }
            catch (Exception e) when (Explain(e) is string reason)
            {
                throw new ModelLoadException(reason, e);
            }
        }
    }

    /// <summary>Gets the execution providers that the native library is built with.</summary>
    public static string[] Providers => Environment.GetAvailableProviders();

    /// <summary>Gets the reason why the native library cannot be used; <see langword="null"/> where the exception has another cause.</summary>
    public static string? Explain(Exception exception)
    {
        Exception cause = exception;
        while (cause is TypeInitializationException { InnerException: not null })
        {
            cause = cause.InnerException;
        }

        string packages = $"Add one of these packages to the application: {CpuPackage} (CPU; Windows, Linux, macOS), {DirectMLPackage} (any GPU on Windows), {CudaPackage} (NVIDIA GPUs).";
        return cause switch
        {
            DllNotFoundException => $"The native library of ONNX Runtime is missing. {packages} ({cause.Message})",
            BadImageFormatException => $"The native library of ONNX Runtime is built for another CPU architecture than this process. {packages} ({cause.Message})",
            EntryPointNotFoundException => $"The native library of ONNX Runtime is older than the managed library and lacks a function that the managed library needs. {packages} ({cause.Message})",
            _ when cause != exception => $"The native library of ONNX Runtime cannot be used: {cause.Message} {packages}",
            _ => null,
        };
    }

    /// <summary>Finds a provider in the native library.</summary>
    /// <returns>The devices of a provider that was registered as a plug-in; empty for a provider that is built in.</returns>
    /// <exception cref="ModelLoadException">The library lacks the provider.</exception>
    public static IReadOnlyList<OrtEpDevice> Find(OnnxExecutionProvider provider)
    {
        string wanted = OnnxExecutionProvider.ShortName(provider.Name);
        string[] available = Providers;
        if (available.Any(name => Is(name, wanted)))
        {
            return [];
        }

        OrtEpDevice[] devices = [.. Environment.GetEpDevices().Where(device => Is(device.EpName, wanted))];
        return devices.Length > 0
            ? devices
            : throw new ModelLoadException($"The native library of ONNX Runtime has no execution provider '{provider}'. It has: {string.Join(", ", available)}. {Advice(provider, wanted)}");
    }

    // The variable that keeps the telemetry off must be set before any other call into the native library.
    private static OrtEnv Initialize()
    {
        bool isTelemetryOff = OnnxRuntimeTelemetry.Apply();
        OrtEnv environment = OrtEnv.Instance();
        if (isTelemetryOff)
        {
            // Windows builds before 1.29 do not know the variable.
            environment.DisableTelemetryEvents();
        }

        return environment;
    }

    private static bool Is(string name, string wanted) =>
        OnnxExecutionProvider.ShortName(name).Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static string Advice(OnnxExecutionProvider provider, string wanted) => (provider.Kind, wanted.ToUpperInvariant()) switch
    {
        (ExecutionProviderKind.DirectML, _) => $"Replace the native package by {DirectMLPackage} (Windows only).",
        (ExecutionProviderKind.Cuda, _) or (_, "TENSORRT") => $"Replace the native package by {CudaPackage}.",
        (_, "QNN") => "Replace the native package by Microsoft.ML.OnnxRuntime.QNN.",
        (_, "OPENVINO") => "Replace the native package by Intel.ML.OnnxRuntime.OpenVino.",
        _ => "Replace the native package by a package that is built with this provider, or register the provider's library with OrtEnv.RegisterExecutionProviderLibrary.",
    };
}
