using System.ComponentModel;
using System.Globalization;

namespace Nudging.OnnxRuntime;

/// <summary>The execution provider that ONNX Runtime computes a model on: the CPU, a GPU, or any other provider by name.</summary>
/// <remarks>Immutable and thread safe. The native library that the application ships determines the available providers.</remarks>
[TypeConverter(typeof(OnnxExecutionProviderConverter))]
public sealed class OnnxExecutionProvider
{
    private const string DeviceIdKey = "device_id";

    private OnnxExecutionProvider(ExecutionProviderKind kind, string name, int deviceId, IReadOnlyDictionary<string, string> options)
    {
        Kind = kind;
        Name = name;
        DeviceId = deviceId;
        Options = options;
    }

    /// <summary>Gets the CPU provider, which every native library has.</summary>
    public static OnnxExecutionProvider Cpu { get; } = new(ExecutionProviderKind.Cpu, "CPUExecutionProvider", 0, NoOptions);

    /// <summary>Gets the name of the provider in ONNX Runtime, such as <c>DmlExecutionProvider</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the index of the device, for DirectML and CUDA.</summary>
    /// <value>At least 0.</value>
    public int DeviceId { get; }

    /// <summary>Gets the options of the provider except the device.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    internal ExecutionProviderKind Kind { get; }

    private static Dictionary<string, string> NoOptions => [];

    /// <summary>Gets the provider for a Direct3D 12 device through DirectML (Windows).</summary>
    /// <param name="deviceId">The index of the adapter; 0 is the default adapter.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviceId"/> is negative.</exception>
    public static OnnxExecutionProvider DirectML(int deviceId = 0) =>
        OnDevice(ExecutionProviderKind.DirectML, "DmlExecutionProvider", deviceId, NoOptions);

    /// <summary>Gets the provider for an NVIDIA GPU through CUDA.</summary>
    /// <param name="deviceId">The index of the GPU.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviceId"/> is negative.</exception>
    public static OnnxExecutionProvider Cuda(int deviceId = 0) =>
        OnDevice(ExecutionProviderKind.Cuda, "CUDAExecutionProvider", deviceId, NoOptions);

    /// <summary>Gets a provider by its name in ONNX Runtime, with or without the suffix <c>ExecutionProvider</c>.</summary>
    /// <param name="name">The name, such as <c>QNN</c>, <c>OpenVINO</c> or <c>XNNPACK</c>. The names of the CPU, DirectML and CUDA providers give the same providers as <see cref="Cpu"/>, <see cref="DirectML"/> and <see cref="Cuda"/>.</param>
    /// <param name="options">The options that the provider documents; <see langword="null"/> for none.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, the option <c>device_id</c> of DirectML or CUDA is not a whole number, or the CPU has options.</exception>
    public static OnnxExecutionProvider Named(string name, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var rest = new Dictionary<string, string>(options ?? NoOptions);
        switch (ShortName(name).ToUpperInvariant())
        {
            case "CPU":
                return rest.Count == 0 ? Cpu : throw new ArgumentException("The execution provider 'cpu' takes no options.", nameof(options));
            case "DML" or "DIRECTML":
                return OnDevice(ExecutionProviderKind.DirectML, "DmlExecutionProvider", TakeDeviceId(name, rest), rest);
            case "CUDA":
                return OnDevice(ExecutionProviderKind.Cuda, "CUDAExecutionProvider", TakeDeviceId(name, rest), rest);
            default:
                return new(ExecutionProviderKind.Other, name, 0, rest);
        }
    }

    /// <summary>Parses the form that <see cref="ToString"/> returns.</summary>
    /// <param name="value"><c>cpu</c>, <c>directml</c>, <c>directml:1</c>, <c>cuda:0</c>, or any provider's name.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="FormatException"><paramref name="value"/> has another form.</exception>
    public static OnnxExecutionProvider Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        string[] parts = value.Trim().Split(':');
        if (parts[0].Length == 0 || parts.Length > 2)
        {
            throw Malformed(value);
        }

        OnnxExecutionProvider provider = Named(parts[0]);
        if (parts.Length == 1)
        {
            return provider;
        }

        bool takesDevice = provider.Kind is ExecutionProviderKind.DirectML or ExecutionProviderKind.Cuda;
        return takesDevice && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int deviceId)
            ? OnDevice(provider.Kind, provider.Name, deviceId, NoOptions)
            : throw Malformed(value);
    }

    /// <summary>Returns the provider in the form that <see cref="Parse"/> reads, without options.</summary>
    /// <returns>A text such as <c>cpu</c> or <c>directml:0</c>.</returns>
    public override string ToString() => Kind switch
    {
        ExecutionProviderKind.Cpu => "cpu",
        ExecutionProviderKind.DirectML => string.Create(CultureInfo.InvariantCulture, $"directml:{DeviceId}"),
        ExecutionProviderKind.Cuda => string.Create(CultureInfo.InvariantCulture, $"cuda:{DeviceId}"),
        _ => Name,
    };

    internal static string ShortName(string name)
    {
        const string Suffix = "ExecutionProvider";
        return name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) && name.Length > Suffix.Length ? name[..^Suffix.Length] : name;
    }

    private static OnnxExecutionProvider OnDevice(ExecutionProviderKind kind, string name, int deviceId, IReadOnlyDictionary<string, string> options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviceId);
        return new(kind, name, deviceId, options);
    }

    private static int TakeDeviceId(string name, Dictionary<string, string> options)
    {
        if (!options.Remove(DeviceIdKey, out string? value))
        {
            return 0;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int deviceId)
            ? deviceId
            : throw new ArgumentException($"The option '{DeviceIdKey}' of the execution provider '{name}' is '{value}'; it must be a whole number from 0.");
    }

    private static FormatException Malformed(string value) => new(
        $"'{value}' is not an execution provider. Use cpu, directml, directml:1, cuda, cuda:1, or the name of another provider in ONNX Runtime.");
}

/// <summary>The execution providers that have specific rules.</summary>
internal enum ExecutionProviderKind
{
    Cpu,
    DirectML,
    Cuda,
    Other,
}
