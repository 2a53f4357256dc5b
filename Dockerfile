# xclip in a container: docs/guide/pipelines.md says how to build and run it.
#   docker build -t xclip .                    the CPU, and GPUs by Vulkan (--device webgpu)
#   docker build -t xclip:cuda --target cuda . NVIDIA GPUs by CUDA (--device cuda), Linux x64
ARG NODE_IMAGE=node:22-slim
ARG CUDA_IMAGE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04

# The package, as npm would publish it.
FROM ${NODE_IMAGE} AS pack
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN mkdir /pack && npm pack --pack-destination /pack

# Unpacked, with the locked versions of what it needs. No script of theirs runs: the decoder is a prebuilt library.
FROM ${NODE_IMAGE} AS install
WORKDIR /opt/xclip
COPY --from=pack /pack/*.tgz /tmp/xclip.tgz
RUN tar -xzf /tmp/xclip.tgz --strip-components=1 && rm /tmp/xclip.tgz
COPY package-lock.json .npmrc ./
# Other systems' onnxruntime goes: 220 MB.
RUN npm ci --omit=dev --ignore-scripts \
  && npm cache clean --force \
  && rm -r node_modules/onnxruntime-node/bin/*/darwin node_modules/onnxruntime-node/bin/*/win32

# The same with onnxruntime's CUDA libraries, which its own script downloads from NuGet.
FROM install AS install-cuda
RUN node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12

FROM ${CUDA_IMAGE} AS cuda
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libstdc++6 libvulkan1 \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir --mode=1777 /cache \
  && ln -s /opt/xclip/bin/run.js /usr/local/bin/xclip \
  && ln -s /opt/xclip/bin/run.js /usr/local/bin/xclip-tagger
COPY --from=install-cuda /usr/local/bin/node /usr/local/bin/node
COPY --from=install-cuda /opt/xclip /opt/xclip
ENV NODE_ENV=production HF_HOME=/cache/huggingface XCLIP_CACHE=/cache/xclip
# What of the driver the NVIDIA container toolkit brings in: CUDA, and Vulkan for --device webgpu.
ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics
VOLUME /cache
WORKDIR /work
USER 1000:1000
ENTRYPOINT ["xclip"]
CMD ["--help"]

# Last, so that it is what is built where no target is named.
FROM ${NODE_IMAGE} AS cpu
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libvulkan1 \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir --mode=1777 /cache \
  && ln -s /opt/xclip/bin/run.js /usr/local/bin/xclip \
  && ln -s /opt/xclip/bin/run.js /usr/local/bin/xclip-tagger
COPY --from=install /opt/xclip /opt/xclip
ENV NODE_ENV=production HF_HOME=/cache/huggingface XCLIP_CACHE=/cache/xclip
ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics
VOLUME /cache
WORKDIR /work
USER 1000:1000
ENTRYPOINT ["xclip"]
CMD ["--help"]
