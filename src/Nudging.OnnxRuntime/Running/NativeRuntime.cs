using Microsoft.ML.OnnxRuntime;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The native library of ONNX Runtime, which the application chooses.</summary>
internal static class NativeRuntime
{
    private const string CpuPackage = "Microsoft.ML.OnnxRuntime";
    private const string DirectMLPackage = "Microsoft.ML.OnnxRuntimeGenAI.DirectML";
    private const string CudaPackage = "Microsoft.ML.OnnxRuntime.Gpu";

    /// <summary>Gets the execution providers that the native library is built with.</summary>
    public static string[] Providers => Use(() => OrtEnv.Instance().GetAvailableProviders());

    /// <summary>Calls into the native library; where it is missing or unfit, says which package to add.</summary>
    public static T Use<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (Explain(e) is string reason)
        {
            throw new ModelLoadException(reason, e);
        }
    }

    /// <summary>What is wrong with the native library, or <see langword="null"/> if the exception has another cause.</summary>
    public static string? Explain(Exception exception)
    {
        Exception cause = exception;
        while (cause is TypeInitializationException { InnerException: not null })
        {
            cause = cause.InnerException;
        }

        string packages = $"Add one of these packages to the application: {CpuPackage} (processor; Windows, Linux, macOS), {DirectMLPackage} (any graphics card on Windows), {CudaPackage} (NVIDIA).";
        return cause switch
        {
            DllNotFoundException => $"The native library of ONNX Runtime is missing. {packages} ({cause.Message})",
            BadImageFormatException => $"The native library of ONNX Runtime is made for another processor than this process. {packages} ({cause.Message})",
            EntryPointNotFoundException => $"The native library of ONNX Runtime is older than the managed one and lacks something it needs. {packages} ({cause.Message})",
            _ when cause != exception => $"The native library of ONNX Runtime cannot be used: {cause.Message} {packages}",
            _ => null,
        };
    }

    /// <summary>Finds a provider in the native library.</summary>
    /// <returns>The devices of a provider that was registered as a plug-in; empty for one that is built in.</returns>
    /// <exception cref="ModelLoadException">The library lacks it.</exception>
    public static IReadOnlyList<OrtEpDevice> Find(OnnxExecutionProvider provider)
    {
        string wanted = OnnxExecutionProvider.ShortName(provider.Name);
        string[] available = Providers;
        if (available.Any(name => Is(name, wanted)))
        {
            return [];
        }

        OrtEpDevice[] devices = [.. OrtEnv.Instance().GetEpDevices().Where(device => Is(device.EpName, wanted))];
        return devices.Length > 0
            ? devices
            : throw new ModelLoadException($"The native library of ONNX Runtime has no execution provider '{provider}'. It has: {string.Join(", ", available)}. {Advice(provider, wanted)}");
    }

    private static bool Is(string name, string wanted) =>
        OnnxExecutionProvider.ShortName(name).Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static string Advice(OnnxExecutionProvider provider, string wanted) => (provider.Kind, wanted.ToUpperInvariant()) switch
    {
        (ExecutionProviderKind.DirectML, _) => $"Replace the native package by {DirectMLPackage} (Windows only).",
        (ExecutionProviderKind.Cuda, _) or (_, "TENSORRT") => $"Replace the native package by {CudaPackage}.",
        (_, "QNN") => "Replace the native package by Microsoft.ML.OnnxRuntime.QNN.",
        (_, "OPENVINO") => "Replace the native package by Intel.ML.OnnxRuntime.OpenVino.",
        _ => "Replace the native package by one that is built with it, or register its library with OrtEnv.RegisterExecutionProviderLibrary.",
    };
}
