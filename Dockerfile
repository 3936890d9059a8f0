# docker build -t hpsim .    docker run --rm -v "$PWD:/work" hpsim run chicago-addition
FROM python:3.13-slim
COPY . /src
RUN pip install --no-cache-dir -c /src/constraints.txt "/src[serve]" && rm -r /src \
    && useradd --create-home person && mkdir /work && chown person /work
USER person
# the engine is compiled once, here, and not at each start
RUN hpsim doctor --warm
WORKDIR /work
ENTRYPOINT ["hpsim"]
CMD ["--help"]
