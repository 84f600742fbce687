using System.Globalization;
using Google.Protobuf;
using Onnx;

namespace Nudging.TestSupport;

/// <summary>Moves the weights of a model file to files beside the model.</summary>
public static class ExternalWeights
{
    /// <summary>Moves the weights.</summary>
    /// <param name="path">The path of a model that holds its weights.</param>
    /// <param name="files">The names of the files, which get the tensors in turn.</param>
    public static void Move(string path, params string[] files)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        FileStream[] streams = [.. files.Select(name => File.Create(Path.Combine(Path.GetDirectoryName(path)!, name)))];
        foreach ((int index, TensorProto tensor) in model.Graph.Initializer.Where(tensor => tensor.RawData.Length >= 64).Index())
        {
            FileStream stream = streams[index % streams.Length];
            Add(tensor, "location", files[index % streams.Length]);
            Add(tensor, "offset", stream.Position.ToString(CultureInfo.InvariantCulture));
            Add(tensor, "length", tensor.RawData.Length.ToString(CultureInfo.InvariantCulture));
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.RawData.WriteTo(stream);
            tensor.RawData = ByteString.Empty;
        }

        Array.ForEach(streams, stream => stream.Dispose());
        File.WriteAllBytes(path, model.ToByteArray());
    }

    private static void Add(TensorProto tensor, string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
