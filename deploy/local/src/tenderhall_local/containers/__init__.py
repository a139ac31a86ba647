"""容器平台 what the containers of docker-compose.yml need beyond the services themselves."""
